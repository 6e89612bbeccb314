import { type ChildProcess, spawn } from 'node:child_process'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { UNSET_VARIABLES } from '@dutybell/testing/unset-variables'

export interface Launched {
  readonly child: ChildProcess
  /** What it has printed so far, on both outputs. */
  readonly output: () => string
  readonly ready: Promise<void>
}

/** `pnpm start` in a process group of its own, with free ports. */
export function launchStart(env: Readonly<Record<string, string>>): Launched {
  const ports = { PORT: '0', NOTIFIER_PORT: '0', SIMULATOR_PORT: '0' }
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [`${WORKSPACE_ROOT}packages/commands/src/start.ts`], {
    detached: true,
    env: { PATH, NODE_COMPILE_CACHE, ...UNSET_VARIABLES, ...ports, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: string[] = []
  const { promise: ready, resolve } = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk)
      if (/^ready$/m.test(chunk)) resolve()
    })
  return { child, output: () => chunks.join(''), ready }
}
