import { Agent } from 'node:http'
import { type Sent, send } from './http.ts'
import { faultsOfChanges, judge } from './judge.ts'
import { nextStep } from './next-step.ts'
import { randomiseStates } from './randomise-states.ts'
import type { Scene } from './scene.ts'
import { learn } from './world.ts'

export interface Finding {
  readonly faults: readonly string[]
  readonly sent: Sent
}

export interface Run {
  readonly findings: readonly Finding[]
  /** Of the run as a whole. */
  readonly faults: readonly string[]
  readonly requests: number
  /** How often each status, each error code and each mutation occurred. */
  readonly counts: ReadonlyMap<string, number>
}

interface Options {
  readonly seed: number
  readonly requests: number
  /** Ends the run at the first finding. */
  readonly stop_at_first?: boolean
}

const RANDOMISED_EVERY = 100

/** Sends at least so many requests, and judges each by its answer and by the rows that were written. */
export async function fuzz(scene: Scene, { seed, requests, stop_at_first }: Options): Promise<Run> {
  const { port, db, changes, world, checkAnswer, has_ended } = scene
  const agent = new Agent({ keepAlive: true })
  const findings: Finding[] = []
  const counts = new Map<string, number>()
  let number = 1
  while (number <= requests && !has_ended()) {
    const step = nextStep(seed, number, scene)
    const sent = await Promise.all(step.map((request) => send(port, agent, request)))
    const row_faults = faultsOfChanges(sent, await changes())
    for (const [at, one] of sent.entries()) {
      const [, code = 'none'] =
        /"code":"([a-z_]+)","request_id"/.exec(one.answer?.body.toString() ?? '') ?? []
      for (const name of [`status ${one.answer?.status}`, `code ${code}`, ...one.request.mutations])
        counts.set(name, (counts.get(name) ?? 0) + 1)
      // Rows cannot be attributed among concurrent requests: the first gets the finding.
      const faults = [...judge(one, checkAnswer), ...(at === 0 ? row_faults : [])]
      if (one.answer) learn(world, one.request, one.answer)
      if (faults.length > 0) findings.push({ faults, sent: one })
    }
    if (findings.length > 0 && stop_at_first) break
    const next = number + step.length
    if (Math.floor(next / RANDOMISED_EVERY) > Math.floor(number / RANDOMISED_EVERY)) {
      await randomiseStates(db)
      await changes()
    }
    number = next
  }
  agent.destroy()
  const ready = has_ended() ? 'nothing' : (await fetch(`http://127.0.0.1:${port}/readyz`)).status
  const faults = [
    ...(ready === 200 ? [] : [`At the end /readyz answers ${ready}.`]),
    ...scene.complaints.map((line) => `It logged: ${line.slice(0, 2_000)}`),
  ]
  return { findings, faults, requests: number - 1, counts }
}
