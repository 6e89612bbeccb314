import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'
import { TERMINAL_LOG } from '@dutybell/shared/terminal'
import { prettyFactory } from 'pino-pretty'
import type { Print } from './start/service-process.ts'
import { readSettings } from './start/settings.ts'
import { listenForStop, Parts } from './start/shutdown.ts'
import { startEverything } from './start/start-everything.ts'

const help = `Usage: pnpm start [--fresh] [--demo]

Starts an embedded database unless DATABASE_URL is set, applies the migrations, and starts the API, the notifier and
a simulator. The simulator replaces WhatsApp unless META_WA_ACCESS_TOKEN is set, and e-mail unless SMTP_URL is set.
Prints the addresses, and \`ready\` when the services accept requests. Ctrl-C stops all processes within 10 seconds.

  --fresh      moves the embedded database to another folder and creates a new one; nothing is deleted
  --demo       fills an empty database with a season in miniature; only with the simulator
  -h, --help   this text

The settings are environment variables, also read from .env; the README lists them.
Exit codes: 0 stopped by a signal, 1 failed, 2 wrong usage.`

/** How long a part that is still starting may take to end. */
const UNFINISHED_MS = 3_000

await runCommand({
  help,
  options: { fresh: { type: 'boolean' }, demo: { type: 'boolean' } },
  isService: true,
  run: start,
})
// All parts have ended. A part that was still starting must not keep the process alive.
process.exit()

async function start({ fresh = false, demo = false }: { fresh?: unknown; demo?: unknown }): Promise<void> {
  const environment = readEnvironment()
  const settings = readSettings(environment)
  const requests = listenForStop()
  const ending = new AbortController()
  requests.stop.addEventListener('abort', () => ending.abort())
  const over = once(ending.signal, 'abort')
  const parts = new Parts((error) => ending.abort(error))
  const print = logPrinter()
  const started = startEverything({
    environment,
    settings,
    fresh: fresh === true,
    demo: demo === true,
    parts,
    ending: ending.signal,
    print,
    printError,
  })
  started.then(
    () => ending.signal.aborted || print('ready'),
    (error: unknown) => ending.abort(error),
  )
  await over
  await parts.stop(requests.force)
  await Promise.race([started.catch(() => undefined), sleep(UNFINISHED_MS)])
  await parts.stop(requests.force)
  requests.close()
  if (!requests.stop.aborted) throw ending.signal.reason
}

/** Formats the JSON log lines of the services if the output is a terminal. */
function logPrinter(): Print {
  if (!process.stdout.isTTY) return (line) => void process.stdout.write(`${line}\n`)
  const pretty = prettyFactory({ ...TERMINAL_LOG, colorize: true, messageFormat: '{service}: {msg}' })
  return (line) => void process.stdout.write(line.startsWith('{') ? pretty(line) : `${line}\n`)
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`)
}
