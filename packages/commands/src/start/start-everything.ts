import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { layoutOf } from '@dutybell/local-postgres/layout'
import { setDatabaseAside } from '@dutybell/local-postgres/existing-database'
import { withoutShellSettings } from '@dutybell/local-postgres/shell-settings'
import { startLocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import type { Environment } from '@dutybell/shared/config/load-config'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { createClient } from '@dutybell/client/create-client'
import { createConsoleLink } from '@dutybell/shared/api-keys/console-link'
import { openDatabase } from '@dutybell/shared/db/client'
import { migrate } from '@dutybell/shared/db/migrate'
import { OperatorError, UsageError } from '@dutybell/shared/errors'
import { createLogger } from '@dutybell/shared/logger'
import { dataDirOf } from '../data-dir.ts'
import { requireDatabase } from '../require-database.ts'
import { requireEmptyDatabase } from '../demo/database.ts'
import { fillDatabase } from '../demo/fill-database.ts'
import { demoVariables, requireSimulation } from '../demo/requirements.ts'
import { SimulatorControl } from '../demo/simulator-control.ts'
import { instructions } from './instructions.ts'
import { type Print, startService, waitUntilReady } from './service-process.ts'
import { claimPorts, type Settings } from './settings.ts'
import type { Parts } from './shutdown.ts'
import { simulatedAccount, simulationFor, startSimulator, type Variables } from './simulator.ts'

export type Run = {
  environment: Environment
  settings: Settings
  /** Move the embedded database to another folder and create a new one. */
  fresh: boolean
  /** Fill the database with a season in miniature. */
  demo: boolean
  /** Gets each part when it starts, to stop it in the end. */
  parts: Parts
  /** Aborted at a request to stop and at the end of a part. */
  ending: AbortSignal
  print: Print
  printError: Print
}

/** A page under development has any port. */
const LOCAL_ORIGINS = ['localhost', '127.0.0.1', '[::1]'].flatMap((host) => [
  `http://${host}:*`,
  `https://${host}:*`,
])

/** Starts all parts and returns when they are ready. Throws OperatorError that names the part that did not start. */
export async function startEverything(run: Run): Promise<void> {
  const { settings, parts, ending } = run
  const environment = run.demo ? { ...run.environment, ...demoVariables(run.environment) } : run.environment
  const dataDir = dataDirOf(environment)
  const simulation = simulationFor(settings)
  if (run.demo) requireSimulation(simulation, settings)
  const simulated = simulation.whatsapp || simulation.mail
  const { HOST: host, SIMULATOR_HOST: simulator_host } = settings
  const [api = 0, notifier = 0, simulator = 0] = await claimPorts([
    { variable: 'PORT', user: 'the API', host, port: settings.PORT },
    { variable: 'NOTIFIER_PORT', user: 'the notifier', host, port: settings.NOTIFIER_PORT },
    ...(simulated
      ? [
          {
            variable: 'SIMULATOR_PORT',
            user: 'the simulator',
            host: simulator_host,
            port: settings.SIMULATOR_PORT,
          },
        ]
      : []),
  ])
  const databaseUrl = await prepareDatabase(run, dataDir)
  ending.throwIfAborted()

  const adminKey = settings.ADMIN_API_KEYS === undefined ? await storedAdminKey(dataDir) : undefined
  const common = {
    ...(settings.DATABASE_URL === undefined ? withoutShellSettings(environment) : environment),
    DATABASE_URL: databaseUrl,
    PORT: String(api),
    NOTIFIER_PORT: String(notifier),
    SIMULATOR_PORT: String(simulator),
    CORS_ORIGINS: [...settings.CORS_ORIGINS, ...LOCAL_ORIGINS].join(','),
    ...(adminKey === undefined ? {} : { ADMIN_API_KEYS: `admin:${adminKey}` }),
  }
  const apiUrl = urlOf(host, api)
  const simulatorUrl = urlOf(simulator_host, simulator)
  const replaced = simulated ? await simulate(run, common, simulatorUrl, apiUrl) : {}
  ending.throwIfAborted()
  run.print('Starting the API and the notifier …')
  for (const name of ['API', 'notifier']) {
    const entry = `${WORKSPACE_ROOT}services/${name.toLowerCase()}/src/main.ts`
    const env = { ...common, ...replaced, ...metricsOf(name, settings) }
    parts.addService(startService({ name, entry, env, onLine: run.print, onErrorLine: run.printError }))
  }
  await Promise.all([
    waitUntilReady('API', apiUrl, ending),
    waitUntilReady('notifier', urlOf(host, notifier), ending),
  ])
  if (run.demo) {
    run.print('Filling the database with a season in miniature; this takes some 20 seconds.')
    await fillDatabase({
      api: createClient({
        base_url: apiUrl,
        api_key: settings.ADMIN_API_KEYS?.[0]?.secret ?? adminKey ?? '',
      }),
      simulator: new SimulatorControl(simulatorUrl),
      database_url: databaseUrl,
      languages: (environment['META_WA_TEMPLATE_LANGUAGE'] ?? '').split(',').map((code) => code.trim()),
      time_zone: settings.TIME_ZONE,
      signal: ending,
    })
  }
  const [key] = settings.ADMIN_API_KEYS ?? [{ name: 'admin', secret: adminKey ?? '' }]
  run.print(
    instructions({
      api: apiUrl,
      consoleLink: key === undefined ? undefined : await linkFor(databaseUrl, key),
      hasSignUpPage: settings.SIGN_UP_PAGE === 'on',
      notifier: urlOf(host, notifier),
      simulator: simulated ? simulatorUrl : undefined,
      adminKey,
      dutyDate: Temporal.Now.plainDateISO(settings.TIME_ZONE).add({ days: 1 }).toString(),
    }),
  )
}

/** The path of a one-time link to the console. */
async function linkFor(connectionString: string, key: { name: string; secret: string }): Promise<string> {
  const log = createLogger({ service: 'start', level: 'silent' })
  const { db } = openDatabase({ connectionString, applicationName: 'dutybell-start', maxConnections: 1, log })
  try {
    return await createConsoleLink(db, key)
  } finally {
    await db.destroy()
  }
}

async function prepareDatabase(
  { settings, fresh, demo, parts, print, printError, ending }: Run,
  dataDir: string,
): Promise<string> {
  let url = settings.DATABASE_URL
  if (fresh && url !== undefined)
    throw new UsageError('--fresh is for the embedded database: unset DATABASE_URL to use it.')
  if (url === undefined) {
    const aside = fresh ? await setDatabaseAside(dataDir) : undefined
    if (aside !== undefined) print(`The embedded database was moved to ${aside}.`)
    print('Starting the embedded database …')
    const postgres = await startLocalPostgres({ dataDir, onWarning: printError, signal: ending })
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
  if (demo) await requireEmptyDatabase(url)
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

/** Two services on one machine cannot share an address: the notifier takes the next port. */
function metricsOf(service: string, { METRICS_ADDRESS: address }: Settings): Variables {
  if (address === undefined) return {}
  const port = address.port === 0 || service === 'API' ? address.port : address.port + 1
  return { METRICS_ADDRESS: `${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}` }
}

function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The generated key if none is configured. A file keeps it, so that scripts work after a restart. */
async function storedAdminKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'admin-key')
  const stored = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (stored !== '') return stored
  const key = randomBytes(24).toString('base64url')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeFile(file, `${key}\n`, { mode: 0o600 })
  return key
}
