import { readdir, readFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100 // USER_HZ, the same on every Linux Node runs on

/** CPU seconds a process, all its threads, has used; NaN where there is no /proc. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readStat(pid)
  return stat ? stat.own / TICKS_PER_SECOND : NaN
}

/** CPU seconds of Postgres' main process and of its back ends, also of those that have ended; NaN where there is no /proc. */
export async function familyCpuSeconds(pid: number): Promise<number> {
  const parent = await readStat(pid)
  if (!parent) return NaN
  let seconds = parent.reaped / TICKS_PER_SECOND + (await threadSeconds(pid, parent.own))
  for (const entry of await readdir('/proc')) {
    const stat = /^\d+$/u.test(entry) ? await readStat(Number(entry)) : undefined
    if (stat?.parent === pid) seconds += await threadSeconds(Number(entry), stat.own)
  }
  return seconds
}

/** CPU seconds of a process of one thread, to the nanosecond: a tick is as much as a thousand small statements. */
async function threadSeconds(pid: number, ticks: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => undefined)
  return text === undefined ? ticks / TICKS_PER_SECOND : Number.parseInt(text, 10) / 1e9
}

/** The most memory a process ever held, in MB. */
export function peakMegabytes(pid: number): Promise<number> {
  return readMegabytes(pid, /^VmHWM:\s+(\d+)/mu)
}

/** The memory a process holds now, in MB. */
export function residentMegabytes(pid: number): Promise<number> {
  return readMegabytes(pid, /^VmRSS:\s+(\d+)/mu)
}

async function readMegabytes(pid: number, line: RegExp): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes = NaN] = line.exec(status) ?? []
  return Number(kilobytes) / 1024
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, counted from the state, which follows the name. */
async function readStat(pid: number) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [, parent] = fields
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15)
  return { parent, own: user + system, reaped: childUser + childSystem }
}
