import { setTimeout as sleep } from 'node:timers/promises'
import type { CallbackMood } from '../provider/callbacks.ts'
import { type Answer, ANSWERS, MAIL_ANSWERS, type MailAnswer } from '../provider/provider-faults.ts'
import { type Fault, REACHED_WITHIN_MS } from './fault.ts'

const MOODS: readonly CallbackMood[] = ['doubled', 'shuffled', 'delayed', 'withheld']

const LOOK_MS = 50

/** Failures of Meta and of the mail server; each fires when at least one message meets it, and lasts until then, or a few seconds. */
export const PROVIDERS: readonly Fault[] = [
  ...ANSWERS.filter((kind) => kind !== 'accept').map(answering),
  ...MAIL_ANSWERS.filter((kind) => kind !== 'accept').map(mailing),
  ...MOODS.map(callingBack),
]

function answering(kind: Answer): Fault {
  return {
    name: `Meta: ${kind}`,
    lane: 'providers',
    async run({ providerFaults }, random) {
      providerFaults.begin(kind, random.pick([0.1, 0.4, 1]))
      await lastUntil(() => providerFaults.met > 0, random.between(300, 1_500))
      return providerFaults.end() > 0
    },
  }
}

function mailing(kind: MailAnswer): Fault {
  return {
    name: `mail server: ${kind}`,
    lane: 'providers',
    async run({ providerFaults }, random) {
      providerFaults.beginMail(kind, random.pick([0.3, 1]))
      await lastUntil(() => providerFaults.met_by_mail > 0, random.between(300, 1_500))
      return providerFaults.endMail() > 0
    },
  }
}

function callingBack(mood: CallbackMood): Fault {
  return {
    name: `callbacks: ${mood}`,
    lane: 'providers',
    needs_callbacks: true,
    async run({ callbacks }, random) {
      const before = callbacks.scheduled
      callbacks.mood = mood
      await lastUntil(() => callbacks.scheduled > before, random.between(500, 2_000))
      callbacks.mood = 'prompt'
      return callbacks.scheduled > before
    },
  }
}

/** A paused channel sends nothing for seconds. */
async function lastUntil(isMet: () => boolean, least_ms: number): Promise<void> {
  const until = performance.now() + REACHED_WITHIN_MS
  await sleep(least_ms)
  while (!isMet() && performance.now() < until) await sleep(LOOK_MS)
}
