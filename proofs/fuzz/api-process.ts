import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { EMAIL_MARK, NAME_MARK, PHONE_MARK } from './values.ts'

const MAIN = fileURLToPath(new URL('../../services/api/src/main.ts', import.meta.url))

const HEAP_MB = 192 // a leak ends the process instead of growing unnoticed

/** Personal data and the secrets of keys must not appear in a log. */
const PRIVATE: readonly RegExp[] = [NAME_MARK, EMAIL_MARK, PHONE_MARK, /dbl_[0-9a-f]{8}_|secret-of-the/]

/** The API as in production, in its own process. */
export interface ApiProcess {
  readonly port: number
  /** Log lines of level error or above or with personal data or secrets, and every line that is not its log. */
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
