import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'
import { Parts } from './start/parts.ts'
import { logPrinter, printError } from './start/print.ts'
import { readSettings } from './start/settings.ts'
import { startEverything } from './start/start-everything.ts'
import { listenForStop } from './start/stop-requests.ts'

const help = `Usage: pnpm start [--fresh]

Runs everything: a database of its own unless DATABASE_URL is set, the migrations, the API, the notifier, and a
simulator for whatever of WhatsApp (META_WA_ACCESS_TOKEN) and e-mail (SMTP_URL) is not configured. Prints where
everything is, and \`ready\` once requests are served. Ctrl-C stops all of it within 10 seconds.

  --fresh      moves the embedded database to another folder first, and starts with a new one; nothing is deleted
  -h, --help   this text

Settings come from the environment and from .env; the README lists them.
Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage.`

/** How long what is still starting may take to notice that all is over. */
const UNFINISHED_MS = 1_000

await runCommand({ help, options: { fresh: { type: 'boolean' } }, run: start })
// Whatever was started is gone; what was still starting must not hold the process.
process.exit()

async function start({ fresh = false }: { fresh?: unknown }): Promise<void> {
  const environment = readEnvironment()
  const settings = readSettings(environment)
  const requests = listenForStop()
  const ending = new AbortController()
  requests.stop.addEventListener('abort', () => ending.abort())
  const over = once(ending.signal, 'abort')
  const parts = new Parts((fault) => ending.abort(fault))
  const print = logPrinter()
  const started = startEverything({
    environment,
    settings,
    fresh: fresh === true,
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
