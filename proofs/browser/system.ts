import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyFreePort } from '@dutybell/local-postgres/free-port'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { zoneWhereItIsNoon } from '@dutybell/testing/noon'
import { launchStart } from '../src/launch-start.ts'
import type { Scope } from '../src/report.ts'

/** Shown on each page; no browser may take it for markup. */
const COMMUNITY = 'Noor <b>Masjid</b>'

/** `pnpm start`, which runs. */
export interface System {
  readonly api: string
  readonly simulator: string
  /** Of the one-time link to the console. */
  readonly link: string
  readonly key: string
  /** Calls the API with the admin key. Throws where it refuses. */
  readonly call: <Answer = { readonly id: string }>(
    method: string,
    path: string,
    body?: object,
  ) => Promise<Answer>
  /** Calls the control API of the simulator. */
  readonly control: <Answer>(method: string, path: string, body?: object) => Promise<Answer>
  /** The date of the duties, in some days. */
  readonly date: (days: number) => string
}

/** Starts everything for real: the API, the notifier, and the simulator as Meta and as the mail server. */
export async function startSystem(scope: Scope): Promise<System> {
  const { url } = await createTestDatabase(scope)
  const data_dir = await mkdtemp(join(tmpdir(), 'dutybell-browser-'))
  scope.teardown(() => rm(data_dir, { recursive: true, force: true }))
  const port = await anyFreePort()
  const time_zone = zoneWhereItIsNoon()
  const { child, output, ready } = launchStart({
    DATABASE_URL: url,
    DATA_DIR: data_dir,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TIME_ZONE: time_zone,
    COMMUNITY_NAME: COMMUNITY,
    META_WA_TEMPLATE_LANGUAGE: 'en,ur',
    META_WA_DAILY_RECIPIENTS: '250',
    LOG_LEVEL: 'warn',
  })
  const ended = once(child, 'close')
  const stop = (): void => void child.kill('SIGTERM')
  process.once('exit', stop)
  scope.teardown(async () => {
    stop()
    await ended
  })
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`The start ended:\n${output()}`)
    }),
  ])
  const [, api = '', link = ''] = /Console +(http:\/\/[^/]+)(\/console\/link\/\S+)/.exec(output()) ?? []
  const simulator = /Messages +(http\S+)/.exec(output())?.[1] ?? ''
  const key = /Admin key +(\S+)/.exec(output())?.[1] ?? ''
  return {
    api,
    simulator,
    link: api + link,
    key,
    call: (method, path, body) => send(method, `${api}${path}`, body, { authorization: `Bearer ${key}` }),
    control: (method, path, body) => send(method, `${simulator}/_control${path}`, body, {}),
    date: (days) => Temporal.Now.plainDateISO(time_zone).add({ days }).toString(),
  }
}

async function send<Answer>(
  method: string,
  url: string,
  body: object | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`)
  return JSON.parse(text === '' ? '{}' : text)
}
