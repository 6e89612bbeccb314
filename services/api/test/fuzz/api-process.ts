import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const HEAP_MB = 192 // a process that keeps what it should let go ends here, instead of growing unnoticed

/** The API as in production: a process of its own, whose memory is its own and whose end is noticed. */
export interface ApiProcess {
  readonly port: number
  /** What it logged as an error or worse, and what it wrote besides its log. */
  readonly complaints: readonly string[]
  readonly has_ended: () => boolean
  stop(): Promise<void>
}

export async function startApiProcess(env: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, MAIN], {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const complaints: string[] = []
  const { promise: listening, resolve, reject } = Promise.withResolvers<number>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, port] = /Listening at http:\/\/[\d.]+:(\d+)/.exec(line) ?? []
    if (port !== undefined) resolve(Number(port))
    if (!/"level":"(?:trace|debug|info|warn)"/.test(line)) complaints.push(line)
  })
  createInterface({ input: child.stderr }).on('line', (line) => void complaints.push(line))
  child.on('exit', (code) => reject(new Error(`The API ended with ${code}: ${complaints.join('\n')}`)))
  const port = await listening
  const has_ended = (): boolean => child.exitCode !== null || child.signalCode !== null
  return {
    port,
    complaints,
    has_ended,
    async stop() {
      if (has_ended()) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
