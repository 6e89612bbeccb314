import { setTimeout as sleep } from 'node:timers/promises'
import type { CallbackMood } from '../provider/callbacks.ts'
import { type Answer, ANSWERS, MAIL_ANSWERS, type MailAnswer } from '../provider/mischief.ts'
import type { Fault } from './fault.ts'

const MOODS: readonly CallbackMood[] = ['doubled', 'shuffled', 'delayed', 'withheld']

/** Meta and the mail server at their worst. */
export const PROVIDERS: readonly Fault[] = [
  ...ANSWERS.filter((kind) => kind !== 'accept').map(answering),
  ...MAIL_ANSWERS.filter((kind) => kind !== 'accept').map(mailing),
  ...MOODS.map(callingBack),
]

function answering(kind: Answer): Fault {
  return {
    name: `Meta: ${kind}`,
    lane: 'providers',
    async run({ mischief }, random) {
      mischief.begin(kind, random.pick([0.1, 0.4, 1]))
      await sleep(random.between(300, 1_500))
      mischief.end()
      return true
    },
  }
}

function mailing(kind: MailAnswer): Fault {
  return {
    name: `mail server: ${kind}`,
    lane: 'providers',
    async run({ mischief }, random) {
      mischief.beginMail(kind, random.pick([0.3, 1]))
      await sleep(random.between(300, 1_500))
      mischief.endMail()
      return true
    },
  }
}

function callingBack(mood: CallbackMood): Fault {
  return {
    name: `callbacks: ${mood}`,
    lane: 'providers',
    needs_callbacks: true,
    async run({ callbacks }, random) {
      callbacks.mood = mood
      await sleep(random.between(500, 2_000))
      callbacks.mood = 'prompt'
      return true
    },
  }
}
