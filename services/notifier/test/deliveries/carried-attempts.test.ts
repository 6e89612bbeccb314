/** An accepted first attempt stands in its delivery alone, until something else happens to it. */
import { sql } from 'kysely'
import { test } from 'tap'
import type { AttemptResult } from '../../src/deliveries/decide.ts'
import { attemptsOf, type Bench, deliveryOf, openBench } from '../fixture.ts'
import { write } from '../inbound/support.ts'
import { apply, bodyOf, statusOf, store, tell } from '../webhooks/support.ts'
import { claimOnly, ended, enqueueOne, openSession, record } from './support.ts'

async function accept(bench: Bench, result: Partial<AttemptResult> = {}): Promise<string> {
  const id = await enqueueOne(bench)
  const message_id = { provider_message_id: `wamid.${id}`, trace_id: 'trace' }
  await record(bench, [ended(await claimOnly(bench), 'accepted', { ...message_id, ...result })])
  return id
}

async function countRows({ db }: Bench, id: string): Promise<number> {
  const rows = await db.selectFrom('attempts').select('number').where('delivery_id', '=', id).execute()
  return rows.length
}

async function retry({ db }: Bench, id: string): Promise<void> {
  await sql`select retry_deliveries(array[${id}]::uuid[], array[0]::double precision[], 'tester', true)`.execute(
    db,
  )
}

const asJson = (row: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(row))

/** What writes the row, and what it changes in the attempt. */
const EVENTS: Record<string, { act: (bench: Bench, id: string) => Promise<unknown>; changes?: object }> = {
  'a failed receipt': {
    act: (bench, id) => tell(bench, { id: `wamid.${id}`, status: 'failed', code: 131026, opaque: `${id}:1` }),
    changes: { cost: 1, failed_at: String, provider_code: '131026', provider_text: String },
  },
  'a failed receipt that names no attempt': {
    act: (bench, id) => tell(bench, { id: `wamid.${id}`, status: 'failed', code: 131026 }),
    changes: { cost: 1, failed_at: String, provider_code: '131026', provider_text: String },
  },
  'a late expiry of its lease': {
    act: (bench, id) => record(bench, [ended({ delivery_id: id, attempt: 1 }, 'in_doubt')]),
  },
  'a retry by hand': { act: retry },
  'an erasure': {
    act: ({ db }, id) => sql`update deliveries set erased = true where id = ${id}`.execute(db),
    changes: { erased: true, provider_message_id: /^erased:/, trace_id: null },
  },
}

test('carried attempts: accepted at the first try, a row is written before anything but progress', async (t) => {
  const bench = await openBench(t)
  const accepted: string[] = []
  for (const _ of Object.keys(EVENTS)) accepted.push(await accept(bench))
  for (const [event, { act, changes }] of Object.entries(EVENTS)) {
    await t.test(event, async (t) => {
      const id = accepted.pop() ?? ''
      await tell(bench, { id: `wamid.${id}`, status: 'sent', opaque: `${id}:1` })
      t.equal(await countRows(bench, id), 0, 'progress stands in the delivery alone')
      const [before] = await attemptsOf(bench, id)
      t.match(asJson(before), { outcome: 'accepted', http_status: 200, trace_id: 'trace', sent_at: String })
      await act(bench, id)
      t.equal(await countRows(bench, id), 1)
      const [after, ...others] = await attemptsOf(bench, id)
      t.same(others, [], 'no attempt is shown twice')
      t.match(asJson(after), { ...asJson(before), ...changes })
    })
  }
})

test('carried attempts: sent again by hand, the claim knows that the first may have arrived', async (t) => {
  const bench = await openBench(t)
  const id = await accept(bench)
  await retry(bench, id)
  const again = await claimOnly(bench)
  t.match(await deliveryOf(bench, id), { attempts: 2, possible_duplicate: true })
  await record(bench, [ended(again, 'accepted')])
  t.match(await attemptsOf(bench, id), [
    { number: 1, provider_message_id: `wamid.${id}`, trace_id: 'trace' },
    { number: 2, provider_message_id: `wamid.${id}.2` },
  ])
})

test('carried attempts: an answer with more than the delivery keeps, has a row at once', async (t) => {
  const bench = await openBench(t)
  const id = await accept(bench, { http_status: 201 })
  t.equal(await countRows(bench, id), 1)
  t.match(await attemptsOf(bench, id), [{ http_status: 201, trace_id: 'trace' }])
})

test('carried attempts: a message id that another attempt has, is refused wherever that one stands', async (t) => {
  const bench = await openBench(t)
  const carried = await accept(bench)
  const id = await enqueueOne(bench)
  const claimed = await claimOnly(bench)
  const taken = ended(claimed, 'accepted', { provider_message_id: `wamid.${carried}` })
  await t.rejects(record(bench, [taken]), { code: '23505' }, 'where both stand in their deliveries')
  await record(bench, [ended(claimed, 'retry')])
  await tell(bench, { id: `wamid.${carried}`, status: 'failed', code: 131026, opaque: `${id}:1` })
  t.match(await attemptsOf(bench, id), [{ provider_message_id: null }], 'where the other one gets a row')
  await sql`select store_carried_attempts(array[${carried}]::uuid[])`.execute(bench.db)
  await t.rejects(
    record(bench, [ended(await claimOnly(bench), 'accepted', { provider_message_id: `wamid.${carried}` })]),
    { code: '23505' },
    'where the other one has a row',
  )
})

test('carried attempts: among attempts with rows of an earlier release, each is shown and found once', async (t) => {
  const bench = await openBench(t)
  const ids = [await accept(bench), await accept(bench)]
  await sql`select store_carried_attempts(array[${ids[0]}]::uuid[])`.execute(bench.db)
  for (const id of ids) {
    t.match(await attemptsOf(bench, id), [{ number: 1 }])
    const { rows } = await sql`select * from find_attempts(${`wamid.${id}`})`.execute(bench.db)
    t.same(rows, [{ delivery_id: id, number: 1 }])
    await store(bench, bodyOf([statusOf({ id: `wamid.${id}`, status: 'read' })]))
    await apply(bench)
    t.match(await deliveryOf(bench, id), { state: 'read' })
    await write(bench, { context: `wamid.${id}` })
    const quoted = bench.db.selectFrom('inbound_messages').select('delivery_id').where('delivery_id', '=', id)
    t.equal((await quoted.execute()).length, 1, 'a reply that quotes it names its delivery')
  }
})

test('carried attempts: a receipt, changes no index', async (t) => {
  const bench = await openBench(t)
  const id = await accept(bench)
  const session = await openSession(t, bench)
  await session.query('begin')
  const receipt = {
    item: 0,
    delivery_id: id,
    attempt: 1,
    provider_message_id: `wamid.${id}`,
    sent_at: '2026-01-01',
  }
  await session.query(`select apply_receipts($1::jsonb, 4, '600 s')`, [JSON.stringify([receipt])])
  const updates = await session.query(
    `select n_tup_upd as all, n_tup_hot_upd as hot from pg_stat_xact_user_tables where relname = 'deliveries'`,
  )
  t.match(updates, [{ all: /^1$/, hot: /^1$/ }])
  await session.query('rollback')
})
