import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkOut } from '@dutybell/testing/check-out'
import { ROOT } from '@dutybell/testing/run-page'
import { UNSET_VARIABLES } from '@dutybell/testing/unset-variables'
import { query, startPostgres } from '../chaos/src/postgres.ts'
import { type Report, withScope } from '../src/report.ts'
import { outOnce } from './judge.ts'
import { type Load, startLoad } from './load.ts'
import { Operator } from './operator.ts'
import { readPage } from './page.ts'
import { assign, remind } from './duties.ts'
import { eventually } from './eventually.ts'
import { type Site, startSite } from './site.ts'

const FORMER = 'v0.1.0'
const REMINDER = 'duty_reminder_tomorrow'
const run = promisify(execFile)

/**
 * The order of docs/operating.md, while people register without a pause: `migrate` beside the services of the former release, then
 * each is replaced, goes back, and is replaced again. What waited, was held, in doubt or withdrawn is neither lost nor doubled.
 */
export async function rehearseUpgrade(report: Report): Promise<void> {
  await withScope(async (scope) => {
    const postgres = await startPostgres()
    scope.teardown(() => postgres.stop())
    const former = await checkOut(FORMER)
    scope.teardown(() => former.remove())
    await query(await postgres.urlOf('postgres'), 'create database upgrade')
    const database_url = await postgres.urlOf('upgrade')

    await migrateBy(former.root, database_url)
    const site = await startSite({
      scope,
      database_url,
      root: former.root,
      variables: {
        REGISTRATIONS_PER_MINUTE: '0',
        PUBLIC_CONFIRMATIONS_PER_HOUR: '0',
        IN_DOUBT_WINDOW_SECONDS: '60',
      },
    })
    const step = async (what: string, does: () => Promise<void>) => {
      await does().catch((cause: unknown) => {
        const logs = [site.api, site.notifier]
          .map(({ output }) => output.match(/"err":.{0,700}/g)?.at(-1) ?? output.slice(-2_000))
          .join('\n')
        throw new Error(`upgrade: ${what}\n${logs}`, { cause })
      })
      report.check(`upgrade: ${what}`, null)
    }
    let second = await site.start('api')
    await second.ready()
    const other_port = { PORT: new URL(second.url).port }
    const operator = new Operator({ site, page: readPage('docs/runbook.md', true), scope })
    const filled = await fillFormer(site)
    const load = startLoad(scope, [site.api.url, second.url], site.key)
    await goesOn(site, load)

    await step('`migrate` runs beside the services of the former release, and they go on', async () => {
      await migrateBy(ROOT, database_url)
      await goesOn(site, load)
    })
    await step('its API changes no duty after that, and the new one does', async () => {
      const body = { registration_id: filled.person, duty_date: filled.later, duty_time: 'Isha Azaan' }
      const refused = await site.request('POST', '/v1/duty-assignments', body)
      if (refused.status !== 500) throw new Error(`The former API answers ${refused.status} ${refused.text}`)
      await site.replace('api', ROOT)
      const taken = await site.request('POST', '/v1/duty-assignments', body)
      if (taken.status !== 201) throw new Error(`The new API answers ${taken.status} ${taken.text}`)
      await goesOn(site, load)
    })
    await step('the other API is replaced, then the notifier', async () => {
      await second.stop()
      second = await (await site.start('api', other_port, ROOT)).ready()
      await goesOn(site, load)
      await site.replace('notifier', ROOT)
      await goesOn(site, load)
    })
    await step(
      'the former release takes over again, and its `migrate` refuses the newer schema',
      async () => {
        await site.replace('notifier', former.root)
        await site.replace('api', former.root)
        await goesOn(site, load)
        const refusal = await migrateBy(former.root, database_url).then(
          () => 'It did not.',
          (error: unknown) => String(error),
        )
        if (!refusal.includes('migrated the database last'))
          throw new Error(`migrate of the former release: ${refusal}`)
      },
    )
    await step('it is replaced for good, and every message is out once', async () => {
      await site.replace('api', ROOT)
      await site.replace('notifier', ROOT)
      await goesOn(site, load)
      await load.stop()
      site.simulator.changeTemplate({ name: REMINDER, status: 'APPROVED' })
      await operator.follow('channel_paused', 'email')
      await outOnce(site, { unsent: filled.withdrawn, marked: 1 })
      await allTold(site, load)
    })
  })
}

interface Filled {
  readonly person: string
  /** Deliveries that were withdrawn before the upgrade. */
  readonly withdrawn: number
  readonly later: string
}

/** Leaves a message that waits, one in doubt, one that is held, one that was withdrawn, and a duty that people were told of. */
async function fillFormer(site: Site): Promise<Filled> {
  const states = async () =>
    (
      await site.sql<{ state: string; n: number }>(
        'select state, count(*)::int as n from deliveries group by state',
      )
    )
      .map(({ state, n }) => `${state} ${n}`)
      .toSorted()
  site.simulator.behave({ messages: [{ count: 1, answer: { kind: 'lost' }, callbacks: { statuses: [] } }] })
  await site.register({ email: undefined })
  await eventually('one is in doubt', states, (found) => found.includes('in_doubt 1'))
  await site.request('POST', '/v1/channels/email/pause', {})
  const { id: person } = await site.register()
  const cancelled = await assign(site, person, 'Isha Azaan')
  await assign(site, person)
  await site.request('POST', `/v1/duty-assignments/${cancelled}/cancel`, {})
  site.simulator.changeTemplate({ name: REMINDER, status: 'PAUSED' })
  await eventually(
    'the template is held',
    () => site.sql(`select from templates where state = 'held'`),
    (rows) => rows.length === 1,
  )
  await remind(site)
  const found = await eventually('all is in its state', states, (all) =>
    ['held 1', 'in_doubt 1'].every((one) => all.includes(one)),
  )
  const [, withdrawn = '0'] = /cancelled (\d+)/.exec(found.join()) ?? []
  if (withdrawn === '0') throw new Error(`Nothing was withdrawn: ${found.join(', ')}`)
  const zone = site.variables['TIME_ZONE'] ?? 'UTC'
  return {
    person,
    withdrawn: Number(withdrawn),
    later: Temporal.Now.plainDateISO(zone).add({ days: 2 }).toString(),
  }
}

/** Both services are ready, people register, and messages go out. */
async function goesOn(site: Site, load: Load): Promise<void> {
  const registered = load.acknowledged.length
  const taken = site.simulator.totals().messages_taken
  await eventually(
    'people register',
    () => load.acknowledged.length - registered,
    (n) => n > 20,
  )
  await eventually(
    'messages go out',
    () => site.simulator.totals().messages_taken - taken,
    (n) => n > 10,
  )
  for (const service of [site.api, site.notifier]) await service.ready()
}

async function allTold(site: Site, { acknowledged }: Load): Promise<void> {
  const rows = await site.sql<{ registration_id: string }>(
    'select registration_id from deliveries group by registration_id having count(*) >= 2',
  )
  const told = new Set(rows.map(({ registration_id }) => registration_id))
  const lost = acknowledged.filter((id) => !told.has(id))
  if (lost.length > 0) throw new Error(`Acknowledged, and not told on both channels: ${lost.join(', ')}`)
}

async function migrateBy(root: string, DATABASE_URL: string): Promise<void> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  await run(process.execPath, [join(root, 'packages/commands/src/migrate.ts')], {
    env: { PATH, NODE_COMPILE_CACHE, ...UNSET_VARIABLES, DATABASE_URL },
  })
}
