import { Client } from 'pg'
import { query } from '../../chaos/src/postgres.ts'
import { eventually } from '../eventually.ts'
import type { Site } from '../site.ts'
import type { Drill } from './drill.ts'

const SECTION = 'No alert, and no mail either'

/** Where nothing computes alerts: each row of the table in the first section. */
export const OUTAGES: readonly Drill[] = [
  {
    section: SECTION,
    symptoms: ['/readyz` of the API is 503 `database_unavailable', '/readyz` of the notifier is 503'],
    name: 'Postgres crashes and is started, and a client repeats its request',
    async run({ site, postgres }) {
      await postgres.crash()
      await unready(site, /database_unavailable/)
      await eventually(
        'the notifier says so',
        () => site.notifier.readiness(),
        (found) => found?.status === 503,
      )
      const person = { full_name: 'Ahmed Ali', phone_number: '+919876543210', email: 'ahmed@example.org' }
      const headers = { authorization: `Bearer ${site.key}`, 'idempotency-key': 'registration-1' }
      const post = () => site.request('POST', '/v1/registrations', person, headers)
      const refused = await post()
      if (refused.status !== 503) throw new Error(`Without a database: ${refused.status} ${refused.text}`)
      await postgres.start()
      await Promise.all([site.api.ready(), site.notifier.ready()])
      const taken = await post()
      if (taken.status !== 201) throw new Error(`After it: ${taken.status} ${taken.text}`)
    },
  },
  {
    section: SECTION,
    symptoms: ['/readyz` is 503 `not_ready'],
    name: 'the services start on a database that was never migrated, which `pnpm migrate` repairs',
    async run({ site, operator }) {
      const url = new URL(site.database_url)
      const name = `${url.pathname.slice(1)}_empty`
      url.pathname = '/postgres'
      await query(url.href, `create database ${name}`)
      url.pathname = `/${name}`
      const api = await site.start('api', { DATABASE_URL: url.href })
      await api.ready((text, status) => status === 503 && text.includes('pnpm migrate'))
      const notifier = await site.start('notifier', { DATABASE_URL: url.href })
      await notifier.ended()
      if (!notifier.output.includes('pnpm migrate')) throw new Error(notifier.output)
      await operator.run(`DATABASE_URL=${url.href} npx --yes pnpm@12 migrate`)
      await api.ready()
      await (await site.start('notifier', { DATABASE_URL: url.href })).ready()
      await site.register()
    },
  },
  {
    section: SECTION,
    symptoms: ['/readyz` is 503 `overloaded'],
    name: 'a forgotten transaction holds a lock that every request needs, and is ended',
    async run({ site, operator }) {
      const forgotten = new Client({ connectionString: site.database_url })
      forgotten.on('error', () => undefined)
      await forgotten.connect()
      await forgotten.query('begin; lock table registrations in access exclusive mode')
      const waiting = Array.from({ length: 30 }, (_, n) =>
        (n % 2 === 0 ? site.request('GET', '/v1/registrations') : site.register()).catch(() => undefined),
      )
      await unready(site, /overloaded/)
      const [first] = await site.sql<{ pid: number }>(operator.page.sql(SECTION))
      await site.sql(`select pg_terminate_backend(${first?.pid})`)
      await Promise.all(waiting)
      await site.api.ready()
      await site.register()
    },
  },
  {
    section: SECTION,
    symptoms: ['a service does not start'],
    name: 'a value of the environment is not valid, and its log says which is',
    async run({ site }) {
      for (const name of ['api', 'notifier'] as const) {
        const refused = await site.start(name, { TIME_ZONE: 'Asia/Nowhere' })
        await refused.ended()
        const last = refused.output.trim().split('\n').at(-1) ?? ''
        if (refused.exit_code !== 1 || !last.includes('TIME_ZONE'))
          throw new Error(`${refused.exit_code}: ${last}`)
        await (await site.start(name)).ready()
      }
      await site.register()
    },
  },
]

function unready(site: Site, text: RegExp): Promise<unknown> {
  return eventually(
    `/readyz of the API says ${text.source}`,
    () => site.api.readiness(),
    (found) => found?.status === 503 && text.test(found.text),
  )
}
