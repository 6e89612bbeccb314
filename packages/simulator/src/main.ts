import { createLogger } from '@dutybell/shared/logger'
import { readSettings } from './settings.ts'
import { startSimulator, type Simulator } from './simulator.ts'

const CLOSE_DEADLINE_MS = 2_500

const log = createLogger({ service: 'simulator', level: 'info' })

try {
  const { languages, ...settings } = readSettings(process.env)
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const simulator = await startSimulator({ ...given, ...(languages ? { languages } : {}), log })
  stopOnSignal(simulator)
  const { url, smtp_url } = simulator
  log.info({ url, smtp_url }, `Listening at ${url}`)
} catch (err) {
  for (const sentence of describeStartFailure(err)) log.fatal(sentence)
  process.exitCode = 1
}

function stopOnSignal(simulator: Simulator): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'Stopping')
    setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS)
    simulator.close().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'Could not stop in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** Sentences that say how to correct the settings or the environment. */
function describeStartFailure(cause: unknown): string[] {
  if (!(cause instanceof Error)) return ['The simulator could not start.']
  const port = 'port' in cause ? String(cause.port) : ''
  const code = 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') {
    return [
      `Port ${port} is in use: stop the program that listens on it, or set SIMULATOR_PORT or SIMULATOR_SMTP_PORT.`,
    ]
  }
  if (code === 'EACCES') return [`Port ${port} may not be listened on by this user: choose one above 1023.`]
  return cause.message.split('\n')
}
