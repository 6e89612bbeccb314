import { readdir, readFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100 // USER_HZ, the same on every Linux Node runs on

/** CPU seconds a process, all its threads, has used; NaN where there is no /proc. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readStat(pid)
  return stat ? stat.own / TICKS_PER_SECOND : NaN
}

/** CPU seconds of a process and of its children, also those that have ended: Postgres and its back ends. */
export async function familyCpuSeconds(pid: number): Promise<number> {
  const parent = await readStat(pid)
  if (!parent) return NaN
  let ticks = parent.own + parent.reaped
  for (const entry of await readdir('/proc')) {
    const stat = /^\d+$/u.test(entry) ? await readStat(Number(entry)) : undefined
    if (stat?.parent === pid) ticks += stat.own
  }
  return ticks / TICKS_PER_SECOND
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
