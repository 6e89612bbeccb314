import { sql } from 'kysely'
import { test } from 'tap'
import { type Api, deliveriesOf, startApi } from '../start-api.ts'

const HOUR = 3_600

/** Makes all that was registered and released an hour older. */
async function letAnHourPass({ pool }: Api): Promise<void> {
  await pool.query(`update registrations set created_at = created_at - interval '61 minutes'`)
  await pool.query(`update released_confirmations set released_at = released_at - interval '61 minutes'`)
  await pool.query(`update public_confirmations set counted_at = counted_at - interval '61 minutes'`)
}

/** What the notifier does each second. */
async function release({ db }: Api, per_hour: number): Promise<number> {
  await sql`update public_confirmations set counted_at = '-infinity'`.execute(db)
  const { rows } = await sql<{ n: number }>`select release_confirmations(${per_hour}) as n`.execute(db)
  return rows[0]?.n ?? 0
}

function statuses(answers: readonly { status: number }[]) {
  const groups = Object.groupBy(answers, ({ status }) => status)
  return Object.entries(groups).map(([status, all]) => [Number(status), all?.length])
}

void test('sign-up limits', async (t) => {
  const api = await startApi(t, { REGISTRATIONS_PER_MINUTE: 1_000 })
  const other = await startApi(t, { url: api.database_url, REGISTRATIONS_PER_MINUTE: 1_000 })
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
  })
  await t.test('one number over two processes at once, ten are taken within the hour', async (t) => {
    const people = Array.from({ length: 24 }, (_, n) => ({ full_name: `Ali ${n}`, email: null }))
    const answers = await Promise.all(people.map((person, n) => (n % 2 === 0 ? api : other).register(person)))
    t.same(statuses(answers), [
      [201, 10],
      [429, 14],
    ])
    const refused = answers.find(({ status }) => status === 429)
    t.match(refused?.json, { code: 'rate_limited' })
    const retry_after = Number(refused?.headers['retry-after'])
    t.ok(retry_after > HOUR - 300 && retry_after <= HOUR, `after the first leaves the hour: ${retry_after}`)
    t.equal((await api.register({ phone_number: '98765 43211', email: null })).status, 201)
    const by_key = { full_name: 'By key', phone_number: '98765 43210' }
    t.equal((await api.admin.post('/v1/registrations', by_key)).status, 201)
    await letAnHourPass(api)
    t.equal((await other.register({ full_name: 'Later' })).status, 201)
  })

  await t.test('what was refused or entered with a key, does not count', async (t) => {
    for (let n = 0; n < 12; n += 1) {
      const roster = { full_name: `Roster ${n}`, phone_number: '98765 43210' }
      t.equal((await api.admin.post('/v1/registrations', roster)).status, 201)
    }
    for (let n = 0; n < 12; n += 1) await api.register({ full_name: 'Roster 1' })
    t.equal((await api.register({ full_name: 'Ali' })).status, 201)
  })

  await t.test('one mailbox in many notations and with many numbers, ten are taken', async (t) => {
    const notations = ['victim@gmail.com', 'Victim+a@gmail.com', 'v.ictim@googlemail.com', 'VICTIM@gmail.com']
    const people = Array.from({ length: 14 }, (_, n) => ({
      email: notations[n % notations.length],
      phone_number: `98765 432${10 + n}`,
    }))
    t.same(statuses(await Promise.all(people.map((person) => api.register(person)))), [
      [201, 10],
      [429, 4],
    ])
    t.equal((await api.register({ phone_number: '98765 43299', email: 'v.ictim@example.org' })).status, 201)
  })

  await t.test('REGISTRATIONS_PER_MINUTE is 0, neither the number nor the mailbox is limited', async (t) => {
    const unlimited = await startApi(t, { url: api.database_url, REGISTRATIONS_PER_MINUTE: 0 })
    const people = Array.from({ length: 12 }, (_, n) => ({ full_name: `Ali ${n}`, email: 'a@example.org' }))
    const answers = await Promise.all(people.map((person) => unlimited.register(person)))
    t.same(statuses(answers), [[201, 12]])
    t.equal((await api.register({ full_name: 'One more' })).status, 429)
  })
})

void test('a flood of sign-ups', async (t) => {
  const api = await startApi(t, { PUBLIC_CONFIRMATIONS_PER_HOUR: 3 })
  const register = (n: number) => api.register({ full_name: `Ali ${n}`, phone_number: `98765 432${10 + n}` })
  const held = async () => (await deliveriesOf(api)).filter(({ state }) => state === 'held')

  await t.test('beyond the limit, people are registered and their confirmations held', async (t) => {
    await api.admin.post('/v1/registrations', { full_name: 'By key', phone_number: '98765 43299' })
    for (let n = 0; n < 6; n += 1) t.equal((await register(n)).status, 201)
    const deliveries = await deliveriesOf(api)
    t.equal(deliveries.filter(({ state }) => state === 'pending').length, 1 + 2 * 3, 'a key is exempt')
    t.equal((await held()).length, 2 * 3)
    t.ok((await held()).every(({ reason }) => reason === 'sign_up_flood'))
    t.match((await api.admin.get('/v1/deliveries?state=held')).json, { items: [{ reason: 'sign_up_flood' }] })
    t.equal(
      (await api.admin.post('/v1/registrations', { full_name: 'Key', phone_number: '9876543298' })).status,
      201,
    )
    t.equal((await held()).length, 2 * 3)
  })

  await t.test('the figure of the notifier is read, not counted again', async (t) => {
    t.equal(await release(api, 3), 0, 'no room')
    t.same((await api.pool.query('select in_the_last_hour from public_confirmations')).rows, [
      { in_the_last_hour: 3 },
    ])
    await api.pool.query('update public_confirmations set in_the_last_hour = 0')
    await register(10)
    t.equal((await held()).length, 2 * 3)
    await release(api, 3)
    await register(11)
    t.equal((await held()).length, 2 * 4)
  })

  await t.test('sign-ups between two counts of the notifier, the limit holds', async (t) => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
    t.equal(await release(api, 3), 0)
    for (let n = 0; n < 7; n += 1) t.equal((await register(n)).status, 201)
    t.equal((await held()).length, 2 * 4)
  })

  await t.test('a retry by reason passes the limit', async (t) => {
    const filter = { state: 'held', reason: 'sign_up_flood', channel: 'email' }
    t.match((await api.admin.post('/v1/deliveries/retry', { filter, dry_run: true })).json, {
      matched: 4,
      retried: 4,
    })
    const other = { ...filter, reason: 'template' }
    t.match((await api.admin.post('/v1/deliveries/retry', { filter: other, dry_run: true })).json, {
      matched: 0,
    })
    t.match((await api.admin.post('/v1/deliveries/retry', { filter, expected_count: 4 })).json, {
      retried: 4,
    })
    t.same(
      (await held()).map(({ channel }) => channel),
      Array(4).fill('whatsapp'),
    )
  })

  await t.test('the others go as later hours have room, by the oldest, each person once', async (t) => {
    await letAnHourPass(api)
    await api.pool.query(`update deliveries set rank = rank - interval '20 hours' where state = 'held'`)
    t.equal(await release(api, 3), 3)
    t.equal((await held()).length, 1)
    const { rows } = await api.pool.query(
      `select count(*)::int as n from deliveries where state = 'pending' and rank < now() + interval '23 hours'`,
    )
    t.same(rows, [{ n: 0 }], 'reminders go before them')
    t.equal(await release(api, 3), 0, 'the released ones count')
    await register(12)
    t.equal((await held()).length, 1 + 2)
    t.equal(await release(api, 0), 2, 'no limit any more')
  })

  await t.test('two notifiers count at once, one releases', async (t) => {
    await letAnHourPass(api)
    for (let n = 20; n < 26; n += 1) await register(n)
    await letAnHourPass(api)
    await sql`update public_confirmations set counted_at = '-infinity'`.execute(api.db)
    const released = await Promise.all(
      [1, 2].map(async () => {
        const { rows } = await sql<{ n: number }>`select release_confirmations(2) as n`.execute(api.db)
        return rows[0]?.n ?? 0
      }),
    )
    t.same(
      released.toSorted((a, b) => a - b),
      [0, 2],
    )
  })
})
