/** Ctrl-C at many moments of `pnpm start`: it ends in time, without a stack trace, and no process is left. */
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launchStart } from '../src/launch-start.ts'
import { readCount, readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'

const USAGE = `pnpm proofs --only stop

Starts \`start\` on an embedded database again and again, and interrupts it at moments that are spread over its start: on a
new database, on one that recovers after a kill, and with PG* variables in the shell.

  --moments N  how many (40)

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

const PROMISED_MS = 10_000
const LEFT_OVER_MS = 3_000 // a killed process of the kernel's list goes at once
const EARLIEST_MS = 150 // before, Node has not read the program, and the signal ends it
const SHELL = {
  PGSSLMODE: 'require',
  PGUSER: 'somebody',
  PGHOST: '192.0.2.1',
  PGOPTIONS: '-c search_path=elsewhere',
}

const values = readOptions(USAGE, { moments: { type: 'string', default: '40' } })
const moments = readCount(USAGE, '--moments', values.moments)

await runProof(async (report, scope) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'dutybell-stop-'))
  scope.teardown(() => rm(dataDir, { recursive: true, force: true }))
  const whole = await interrupt(dataDir, {}, undefined)
  report.check(`stop: Ctrl-C when it is ready, after ${whole.started_ms.toFixed(0)} ms`, whole.fault)
  for (let at = 0; at < moments; at += 1) {
    const is_new = at % 4 === 0
    const recovers = at % 4 === 2
    if (is_new) await rm(join(dataDir, 'postgres'), { recursive: true, force: true })
    if (recovers) await killWhenReady(dataDir)
    const after_ms = EARLIEST_MS + ((whole.started_ms * 1.2 - EARLIEST_MS) * at) / moments
    const { fault } = await interrupt(dataDir, at % 2 === 0 ? SHELL : {}, after_ms)
    const circumstance = is_new ? 'of a new database' : recovers ? 'while it recovers' : 'of a kept database'
    report.check(`stop: Ctrl-C ${after_ms.toFixed(0)} ms after the start ${circumstance}`, fault)
  }
})

interface Outcome {
  readonly started_ms: number
  readonly fault: string | null
}

/** Sends SIGINT to the whole process group, as a terminal does. */
async function interrupt(
  dataDir: string,
  shell: Readonly<Record<string, string>>,
  after_ms: number | undefined,
): Promise<Outcome> {
  const began = performance.now()
  const { child, output, ready } = launchStart({ ...shell, DATA_DIR: dataDir })
  const ended = once(child, 'close')
  await (after_ms === undefined ? Promise.race([ready, ended]) : sleep(after_ms))
  const started_ms = performance.now() - began
  const interrupted = performance.now()
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
  const [code, signal] = await ended
  const took_ms = performance.now() - interrupted
  const left = await leftOver(dataDir)
  const text = output()
  const faults = [
    ...(code === 0 || signal === 'SIGINT' ? [] : [`exit code ${code}, signal ${signal}`]),
    ...(took_ms > PROMISED_MS ? [`it took ${took_ms.toFixed(0)} ms`] : []),
    ...(/^\s+at .*[:)]\d*/m.test(text) ? ['a stack trace'] : []),
    ...left.map((command) => `left over: ${command}`),
  ]
  return { started_ms, fault: faults.length === 0 ? null : [...faults, text].join('\n') }
}

/** Leaves a database that recovers at the next start. */
async function killWhenReady(dataDir: string): Promise<void> {
  const { child, ready } = launchStart({ DATA_DIR: dataDir })
  const ended = once(child, 'close')
  await Promise.race([ready, ended])
  const lock = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')
  process.kill(Number(lock.split('\n', 1)[0]), 'SIGKILL')
  await ended
}

/** Processes that work in the data folder or were given it. Those of a killed group may need a moment. */
async function leftOver(dataDir: string): Promise<readonly string[]> {
  const deadline = performance.now() + LEFT_OVER_MS
  for (;;) {
    const found = (await Promise.all((await readdir('/proc')).map((pid) => commandIn(pid, dataDir)))).flat()
    if (found.length === 0 || performance.now() > deadline) return found
    await sleep(50)
  }
}

async function commandIn(pid: string, dataDir: string): Promise<string[]> {
  if (!/^\d+$/.test(pid)) return []
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  const [command, environment] = await Promise.all(
    ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  )
  const is_ours =
    folder.startsWith(dataDir) || command?.includes(dataDir) || environment?.includes(`DATA_DIR=${dataDir}`)
  return is_ours ? [`${pid} ${command?.replaceAll('\0', ' ').trim()}`] : []
}
