import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

export type Program = {
  root: string
  name: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  /** It is killed after this time. */
  timeout_ms?: number
}

/** Runs a program of the workspace on the workspace's Node. Returns its exit code and the lines it wrote. */
export async function runProgram(program: Program): Promise<{ code: number; lines: string[] }> {
  const { root, name, args, env, timeout_ms } = program
  const programs = join(root, 'node_modules', '.bin')
  const child = spawn(join(programs, name), args, {
    cwd: root,
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeout_ms,
    killSignal: 'SIGKILL',
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', passOn).on('SIGTERM', passOn)
  try {
    const [code] = await once(child, 'close')
    return { code: typeof code === 'number' ? code : 1, lines }
  } finally {
    process.off('SIGINT', passOn).off('SIGTERM', passOn)
  }
}
