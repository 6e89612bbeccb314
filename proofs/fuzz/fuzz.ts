import { faultsOfChanges, judge } from './judge.ts'
import { learn } from './learn.ts'
import { nextStep } from './make-request.ts'
import { MemoryWatch } from './memory-watch.ts'
import { randomiseStates } from './randomise-states.ts'
import { RawHttp, type Sent } from './raw-http.ts'
import type { Scene } from './scene.ts'
import { Tally } from './tally.ts'

export interface Finding {
  readonly number: number
  readonly faults: readonly string[]
  readonly sent: Sent
}

export interface Run {
  readonly findings: readonly Finding[]
  /** Of the run as a whole. */
  readonly faults: readonly string[]
  readonly tally: Tally
  readonly memory: MemoryWatch
  /** Requests that the API rejected as overloaded. */
  readonly overloaded: number
}

interface Options {
  readonly seed: number
  readonly requests: number
  readonly onFinding?: (finding: Finding) => void
  /** Ends the run at the first finding, in the state after it. */
  readonly stop_at_first?: boolean
  readonly signal?: AbortSignal
}

const RANDOMISED_EVERY = 100
const MEMORY_READ_EVERY = 50

/** Sends at least so many requests, and judges each by its answer and by the rows that were written. */
export async function fuzz(scene: Scene, { seed, requests, signal, ...options }: Options): Promise<Run> {
  const { api, db, watch, world, checkAnswer } = scene
  const http = new RawHttp(api.port)
  const tally = new Tally()
  const memory = new MemoryWatch(api.port)
  const findings: Finding[] = []
  const isOver = (number: number) => number > requests || api.has_ended() || signal?.aborted === true
  for (let number = 1; !isOver(number);) {
    const step = nextStep(seed, number, scene)
    const sent = await Promise.all(step.map((request) => http.send(request)))
    const row_faults = faultsOfChanges(sent, await watch.changes())
    for (const [at, one] of sent.entries()) {
      tally.count(one)
      // Rows cannot be attributed among concurrent requests: the first gets the finding.
      const faults = [...judge(one, checkAnswer), ...(at === 0 ? row_faults : [])]
      if (one.answer) learn(world, one.request, one.answer)
      if (faults.length === 0) continue
      const finding = { number: one.request.number, faults, sent: one }
      findings.push(finding)
      options.onFinding?.(finding)
    }
    if (findings.length > 0 && options.stop_at_first) break
    const next = number + step.length
    if (isPassed(MEMORY_READ_EVERY, number, next)) await memory.read()
    if (isPassed(RANDOMISED_EVERY, number, next)) {
      await randomiseStates(db)
      await watch.changes()
    }
    number = next
  }
  http.close()
  const faults = signal?.aborted === true ? [] : await faultsOfRun(scene, memory)
  return { findings, faults, tally, memory, overloaded: http.overloaded }
}

function isPassed(every: number, last: number, number: number): boolean {
  return Math.floor(last / every) < Math.floor(number / every)
}

async function faultsOfRun({ api }: Scene, memory: MemoryWatch): Promise<string[]> {
  if (api.has_ended()) return [`The API process ended: ${api.complaints.slice(-5).join('\n')}`]
  const { status } = await fetch(`http://127.0.0.1:${api.port}/readyz`)
  return [
    ...(status === 200 ? [] : [`At the end /readyz answers ${status}.`]),
    ...api.complaints.map((line) => `It logged: ${line.slice(0, 2_000)}`),
    ...memory.faults(),
  ]
}
