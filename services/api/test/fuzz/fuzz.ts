import { setTimeout as delay } from 'node:timers/promises'
import type { Exchange } from './answer.ts'
import { curlLine } from './curl.ts'
import { judge } from './judge.ts'
import { learn } from './learn.ts'
import { makeRequest } from './make-request.ts'
import { MemoryWatch } from './memory-watch.ts'
import type { Request } from './request.ts'
import type { Scene } from './scene.ts'
import { stir } from './stir.ts'
import { Tally } from './tally.ts'
import { Wire } from './wire.ts'

export interface Finding {
  readonly number: number
  readonly faults: readonly string[]
  /** What was asked, and what was done to it. */
  readonly request: string
  readonly answers: string
  /** For a shell, while the API of this run is there. */
  readonly curl: string
}

export interface Run {
  readonly findings: readonly Finding[]
  /** Of the run as a whole. */
  readonly faults: readonly string[]
  readonly tally: Tally
  readonly memory: MemoryWatch
}

interface Asked {
  readonly seed: number
  readonly requests: number
  readonly onFinding?: (finding: Finding) => void
  readonly onProgress?: (sent: number) => void
  /** Ends the run at the first finding, with everything as it is then. */
  readonly stop_at_first?: boolean
}

const STIRRED_EVERY = 100
const MEMORY_READ_EVERY = 50

/** Sends so many requests, one after the other, and judges each by its answer and by the rows it left. */
export async function fuzz(scene: Scene, { seed, requests, ...asked }: Asked): Promise<Run> {
  const { api, db, watch, world } = scene
  const wire = new Wire(api.port)
  const tally = new Tally()
  const memory = new MemoryWatch(api.port)
  const findings: Finding[] = []
  try {
    for (let number = 1; number <= requests && !api.has_ended(); number += 1) {
      const request = makeRequest(seed, number, scene)
      const exchange = await sendUntilHeard(wire, request, tally)
      const faults = judge(request, exchange, await watch.changes(), scene.checkAnswer)
      tally.count(request, exchange)
      if (faults.length > 0) {
        const finding = await findingOf(request, exchange, { faults, port: api.port })
        findings.push(finding)
        asked.onFinding?.(finding)
        if (asked.stop_at_first) break
      }
      for (const answer of exchange.answers.slice(0, 1)) learn(world, request, answer)
      if (number % MEMORY_READ_EVERY === 0) await memory.read()
      if (number % STIRRED_EVERY === 0) {
        await stir(db)
        await watch.changes()
        asked.onProgress?.(number)
      }
    }
  } finally {
    wire.close()
  }
  return { findings, faults: await faultsOfRun(scene, memory), tally, memory }
}

/** What was turned away, as the API had too much to do, was not looked at: it is counted, and sent again. */
async function sendUntilHeard(wire: Wire, request: Request, tally: Tally): Promise<Exchange> {
  for (;;) {
    const exchange = await wire.send(request)
    const [first] = exchange.answers
    if (first?.status !== 503 || !first.body.includes('"overloaded"')) return exchange
    tally.countShed()
    await delay(SENT_AGAIN_AFTER_MS)
  }
}

const SENT_AGAIN_AFTER_MS = 250

async function findingOf(
  request: Request,
  { answers, ended }: Exchange,
  { faults, port }: { faults: readonly string[]; port: number },
): Promise<Finding> {
  const { number, method, target, bends, key_holder } = request
  const key = key_holder === undefined ? 'no key' : `key ${key_holder.name}`
  return {
    number,
    faults,
    request: `${method} ${target.slice(0, 200)} (${[key, ...bends].join('; ')})`,
    answers:
      answers.map(({ status, body }) => `${status} ${body.toString().slice(0, 500)}`).join(' | ') || ended,
    curl: await curlLine(request, port),
  }
}

async function faultsOfRun({ api }: Scene, memory: MemoryWatch): Promise<string[]> {
  if (api.has_ended()) return [`The API has ended: ${api.complaints.slice(-5).join('\n')}`]
  const { status } = await fetch(`http://127.0.0.1:${api.port}/readyz`)
  return [
    ...(status === 200 ? [] : [`In the end /readyz says ${status}.`]),
    ...api.complaints.map((line) => `It complains: ${line.slice(0, 2_000)}`),
    ...memory.faults(),
  ]
}
