import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

export type Program = {
  root: string
  name: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  /** Gets the program's output; without it the output goes where ours goes. */
  onLine?: (line: string) => void
}

/** Runs a program of the workspace on the workspace's Node. Returns its exit code. */
export async function runProgram({ root, name, args, env, onLine }: Program): Promise<number> {
  const programs = join(root, 'node_modules', '.bin')
  const child = spawn(join(programs, name), args, {
    cwd: root,
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`, ...env },
    stdio: ['inherit', onLine ? 'pipe' : 'inherit', 'inherit'],
  })
  if (child.stdout && onLine) createInterface({ input: child.stdout }).on('line', onLine)
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', passOn).on('SIGTERM', passOn)
  try {
    const [code] = await once(child, 'close')
    return typeof code === 'number' ? code : 1
  } finally {
    process.off('SIGINT', passOn).off('SIGTERM', passOn)
  }
}
