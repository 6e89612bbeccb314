import { faultsOfChanges, judge } from './judge.ts'
import { nextStep } from './make-request.ts'
import { randomiseStates } from './randomise-states.ts'
import { RawHttp, type Sent } from './raw-http.ts'
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
  /** How often each status, each error code, each mutation, and each operation with a 2xx answer occurred. */
  readonly counts: ReadonlyMap<string, number>
}

interface Options {
  readonly seed: number
  readonly requests: number
  /** Ends the run at the first finding. */
  readonly stop_at_first?: boolean
  readonly signal?: AbortSignal
}

const RANDOMISED_EVERY = 100

/** Sends at least so many requests, and judges each by its answer and by the rows that were written. */
export async function fuzz(scene: Scene, { seed, requests, signal, ...options }: Options): Promise<Run> {
  const { api, db, watch, world, checkAnswer } = scene
  const http = new RawHttp(api.port)
  const findings: Finding[] = []
  const counts = new Map<string, number>()
  const isOver = (): boolean => api.has_ended() || signal?.aborted === true
  let number = 1
  while (number <= requests && !isOver()) {
    const step = nextStep(seed, number, scene)
    const sent = await Promise.all(step.map((request) => http.send(request)))
    const row_faults = faultsOfChanges(sent, await watch.changes())
    for (const [at, one] of sent.entries()) {
      for (const name of namesOf(one)) counts.set(name, (counts.get(name) ?? 0) + 1)
      // Rows cannot be attributed among concurrent requests: the first gets the finding.
      const faults = [...judge(one, checkAnswer), ...(at === 0 ? row_faults : [])]
      if (one.answer) learn(world, one.request, one.answer)
      if (faults.length > 0) findings.push({ faults, sent: one })
    }
    if (findings.length > 0 && options.stop_at_first) break
    const next = number + step.length
    if (Math.floor(next / RANDOMISED_EVERY) > Math.floor(number / RANDOMISED_EVERY)) {
      await randomiseStates(db)
      await watch.changes()
    }
    number = next
  }
  http.close()
  const ready = api.has_ended() ? 'nothing' : (await fetch(`http://127.0.0.1:${api.port}/readyz`)).status
  const faults = [
    ...(ready === 200 ? [] : [`At the end /readyz answers ${ready}.`]),
    ...api.complaints.map((line) => `It logged: ${line.slice(0, 2_000)}`),
    ...(http.overloaded === 0 ? [] : [`${http.overloaded} requests were rejected as overloaded.`]),
  ]
  return { findings, faults, requests: number - 1, counts }
}

function namesOf({ request: { operation, mutations, method }, answer, ended }: Sent): string[] {
  const [, code] = /"code":"([a-z_]+)","request_id"/.exec(answer?.body.toString() ?? '') ?? []
  const is_success = answer !== undefined && answer.status < 300
  return [
    String(answer?.status ?? ended),
    ...mutations,
    ...(code === undefined ? [] : [code]),
    ...(is_success ? [`${method} ${operation.path}`] : []),
  ]
}
