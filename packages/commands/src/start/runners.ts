import { readFileSync } from 'node:fs'

const RUNNER = /(^|[\s/\\])(pnpm|npm|npx)(\.[cm]?js)?(@\S+)?(\s|$)/
const FURTHEST = 8

/** The processes above us up to the outermost npm, npx or pnpm, nearest first; none when a shell started us. */
export function runners(): number[] {
  if (process.platform !== 'linux') return []
  const above: number[] = []
  let known = 0
  for (let pid = process.ppid; pid > 1 && above.length < FURTHEST;) {
    const parent = look(pid)
    if (!parent) break
    above.push(pid)
    if (RUNNER.test(parent.words)) known = above.length
    pid = parent.ppid
  }
  return above.slice(0, known)
}

function look(pid: number): { words: string; ppid: number } | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const ppid = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return ppid === undefined ? undefined : { words, ppid: Number(ppid) }
  } catch {
    return undefined
  }
}
