import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { EMAIL_MARK, NAME_MARK, PHONE_MARK } from './valid-values.ts'

const MAIN = fileURLToPath(new URL('../../services/api/src/main.ts', import.meta.url))

const HEAP_MB = 192 // a process that keeps what it should let go ends here, instead of growing unnoticed

/** People, and the secrets of keys: none of it belongs into a log. */
const PRIVATE: readonly RegExp[] = [NAME_MARK, EMAIL_MARK, PHONE_MARK, /dbl_[0-9a-f]{8}_|secret-of-the/]

/** The API as in production: a process of its own, whose memory is its own and whose end is noticed. */
export interface ApiProcess {
  readonly port: number
  /** What it logged as an error or worse, what of its log tells of a person or a key, and what it wrote besides its log. */
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
    if (
      !/"level":"(?:trace|debug|info|warn)"/.test(line) ||
      PRIVATE.some((mark) => line.search(mark) !== -1)
    ) {
      complaints.push(line)
    }
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
