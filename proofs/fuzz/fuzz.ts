import { type Finding, findingOf } from './finding.ts'
import { judge } from './judge.ts'
import { faultsOfChanges, isUnheard } from './judge-changes.ts'
import { learn } from './learn.ts'
import { MemoryWatch } from './memory-watch.ts'
import type { Request } from './request.ts'
import type { Change } from './row-watch.ts'
import type { Scene } from './scene.ts'
import { send, type Sent } from './sent.ts'
import { MOST_TOGETHER, nextStep } from './step.ts'
import { stir } from './stir.ts'
import { Tally } from './tally.ts'
import { Wire } from './wire.ts'

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
  /** Ends the run at the first finding, with everything as it is then. */
  readonly stop_at_first?: boolean
  /** Ends the run where it is. */
  readonly signal?: AbortSignal
}

const STIRRED_EVERY = 100
const MEMORY_READ_EVERY = 50
const HEARD_OF_WITHIN = 20 // requests: so long a busy API may still read for one whose sender is gone

/** Sends at least so many requests, most of them one after the other, and judges each by its answer and by the rows it left. */
export async function fuzz(scene: Scene, { seed, requests, ...asked }: Asked): Promise<Run> {
  const { api, db, watch } = scene
  const wires = Array.from({ length: MOST_TOGETHER }, () => new Wire(api.port))
  const tally = new Tally()
  const memory = new MemoryWatch(api.port)
  const findings: Finding[] = []
  let unheard: readonly Sent[] = []
  const isOver = (number: number): boolean =>
    number > requests || api.has_ended() || asked.signal?.aborted === true
  for (let number = 1, last = 0; !isOver(number);) {
    const step = nextStep(seed, number, scene)
    const sent = await sendTogether(wires, step, tally)
    const found = await judgeStep(scene, { sent, unheard }, await watch.changes())
    unheard = [...unheard, ...sent.filter(isUnheard)].filter(
      ({ request }) => request.number > number - HEARD_OF_WITHIN,
    )
    findings.push(...found)
    for (const finding of found) asked.onFinding?.(finding)
    if (found.length > 0 && asked.stop_at_first) break
    last = number
    number += step.length
    if (isPassed(MEMORY_READ_EVERY, last, number)) await memory.read()
    if (!isPassed(STIRRED_EVERY, last, number)) continue
    await stir(db)
    await watch.changes()
  }
  for (const wire of wires) wire.close()
  const faults = asked.signal?.aborted === true ? [] : await faultsOfRun(scene, memory)
  return { findings, faults, tally, memory }
}

function isPassed(every: number, last: number, number: number): boolean {
  return Math.floor(last / every) < Math.floor(number / every)
}

async function sendTogether(
  wires: readonly Wire[],
  step: readonly Request[],
  tally: Tally,
): Promise<readonly Sent[]> {
  const sending = wires.slice(0, step.length).flatMap((wire, at) => {
    const request = step[at]
    return request === undefined ? [] : [send(wire, request, tally)]
  })
  return Promise.all(sending)
}

/** What only all of them together can be blamed for goes with the first. */
async function judgeStep(
  { api, world, checkAnswer }: Scene,
  { sent, unheard }: { sent: readonly Sent[]; unheard: readonly Sent[] },
  changes: readonly Change[],
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [at, one] of sent.entries()) {
    const faults = [
      ...judge(one, checkAnswer),
      ...(at === 0 ? faultsOfChanges([...unheard, ...sent], changes) : []),
    ]
    if (faults.length > 0) findings.push(await findingOf(one, faults, api.port))
    for (const answer of one.exchange.answers.slice(0, 1)) learn(world, one.request, answer)
  }
  return findings
}

async function faultsOfRun({ api }: Scene, memory: MemoryWatch): Promise<string[]> {
  if (api.has_ended()) return [`The API has ended: ${api.complaints.slice(-5).join('\n')}`]
  const { status } = await fetch(`http://127.0.0.1:${api.port}/readyz`)
  return [
    ...(status === 200 ? [] : [`At the end /readyz answers ${status}.`]),
    ...api.complaints.map((line) => `It logged: ${line.slice(0, 2_000)}`),
    ...memory.faults(),
  ]
}
