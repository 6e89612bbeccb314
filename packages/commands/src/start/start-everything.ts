import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { layoutOf } from '@dutybell/local-postgres/layout'
import { setDatabaseAside } from '@dutybell/local-postgres/existing-database'
import { startLocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import type { Environment } from '@dutybell/shared/config/load-config'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { migrate } from '@dutybell/shared/db/migrate'
import { OperatorError, UsageError } from '@dutybell/shared/errors'
import { dataDirOf } from '../data-dir.ts'
import { requireDatabase } from '../require-database.ts'
import { instructions } from './instructions.ts'
import type { Parts } from './parts.ts'
import { claimPorts } from './ports.ts'
import type { Print } from './print.ts'
import { startService } from './service-process.ts'
import type { Settings } from './settings.ts'
import { simulatedAccount, simulationFor, startSimulator, type Variables } from './simulator.ts'
import { waitUntilReady } from './wait-until-ready.ts'

export type Run = {
  environment: Environment
  settings: Settings
  /** The embedded database is set aside and a new one is created. */
  fresh: boolean
  /** Gets each part as it starts, so that every started part is stopped in the end. */
  parts: Parts
  /** Aborted at a request to stop and at the end of a part. */
  ending: AbortSignal
  print: Print
  printError: Print
}

/** Starts everything and returns when it is ready. Throws a OperatorError that names what did not start, and why. */
export async function startEverything(run: Run): Promise<void> {
  const { environment, settings, parts, ending } = run
  const dataDir = dataDirOf(environment)
  const simulation = simulationFor(settings)
  const simulated = simulation.whatsapp || simulation.mail
  const [api = 0, notifier = 0, simulator = 0] = await claimPorts(settings.HOST, [
    { variable: 'PORT', user: 'the API', port: settings.PORT },
    { variable: 'NOTIFIER_PORT', user: 'the notifier', port: settings.NOTIFIER_PORT },
    ...(simulated
      ? [{ variable: 'SIMULATOR_PORT', user: 'the simulator', port: settings.SIMULATOR_PORT }]
      : []),
  ])
  const databaseUrl = await prepareDatabase(run, dataDir)
  ending.throwIfAborted()

  const adminKey = settings.ADMIN_API_KEYS === undefined ? await keptAdminKey(dataDir) : undefined
  const common = {
    ...environment,
    DATABASE_URL: databaseUrl,
    PORT: String(api),
    NOTIFIER_PORT: String(notifier),
    SIMULATOR_PORT: String(simulator),
    ...(adminKey === undefined ? {} : { ADMIN_API_KEYS: `admin:${adminKey}` }),
  }
  const apiUrl = urlOf(settings.HOST, api)
  const provided = simulated ? await simulate(run, common, urlOf(settings.HOST, simulator), apiUrl) : {}
  ending.throwIfAborted()
  for (const name of ['API', 'notifier']) {
    const entry = `${WORKSPACE_ROOT}services/${name.toLowerCase()}/src/main.ts`
    const env = { ...common, ...provided }
    parts.addService(startService({ name, entry, env, onLine: run.print, onErrorLine: run.printError }))
  }
  await Promise.all([
    waitUntilReady('API', apiUrl, ending),
    waitUntilReady('notifier', urlOf(settings.HOST, notifier), ending),
  ])
  run.print(
    instructions({
      api: apiUrl,
      notifier: urlOf(settings.HOST, notifier),
      simulator: simulated ? urlOf(settings.HOST, simulator) : undefined,
      adminKey,
      dutyDate: Temporal.Now.plainDateISO(settings.TIME_ZONE).add({ days: 1 }).toString(),
    }),
  )
}

async function prepareDatabase(
  { settings, fresh, parts, print, printError, ending }: Run,
  dataDir: string,
): Promise<string> {
  let url = settings.DATABASE_URL
  if (fresh && url !== undefined)
    throw new UsageError('--fresh sets the embedded database aside: unset DATABASE_URL to use that one.')
  if (url === undefined) {
    const aside = fresh ? await setDatabaseAside(dataDir) : undefined
    if (aside !== undefined) print(`The embedded database was moved to ${aside}.`)
    const postgres = await startLocalPostgres({ dataDir, onWarning: printError })
    parts.addPostgres(postgres, layoutOf(dataDir).log)
    url = postgres.url
  } else {
    await requireDatabase(url)
  }
  ending.throwIfAborted()
  try {
    await migrate(url)
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : String(error), { cause: error })
  }
  return url
}

/** Starts the simulator. Returns what the services need to reach it. */
async function simulate(run: Run, common: NodeJS.ProcessEnv, url: string, api: string): Promise<Variables> {
  const simulation = simulationFor(run.settings)
  const account = simulatedAccount(url)
  const env = { ...common, ...account, WEBHOOK_URL: `${api}/webhooks/whatsapp`, SIMULATOR_SMTP_PORT: '0' }
  const simulator = startSimulator(env, run.print, run.printError)
  run.parts.addSimulator(simulator.process)
  const { smtp_url } = await simulator.listening
  return { ...(simulation.whatsapp ? account : {}), ...(simulation.mail ? { SMTP_URL: smtp_url } : {}) }
}

function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The generated key where none is configured. It is kept in a file, so that scripts work after a restart. */
async function keptAdminKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'admin-key')
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (kept !== '') return kept
  const made = randomBytes(24).toString('base64url')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeFile(file, `${made}\n`, { mode: 0o600 })
  return made
}
