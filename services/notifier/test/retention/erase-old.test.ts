import { test } from 'tap'
import { eraseOld, type RetentionContext } from '../../src/retention/erase-old.ts'
import { type Bench, eventually, openBench, startMeta, startNotifierFor } from '../fixture.ts'

const NEVER = new AbortController().signal

test('erase-old', async (t) => {
  const bench = await openBench(t)
  const { db, pool, log } = bench
  const ctx: RetentionContext = { db, log, time_zone: 'Asia/Kolkata', retention_days: 30 }
  t.beforeEach(async () => {
    await pool.query(
      'truncate outbox, deliveries, attempts, recipients, webhook_inbox, inbound_messages, delivery_counts cascade',
    )
  })
  const rowsOf = async (query: string) => (await pool.query(query)).rows

  await t.test('old finished deliveries, are deleted with their attempts and stay counted', async (t) => {
    for (const [state, days] of [
      ['read', 31],
      ['read', 31],
      ['failed', 31],
      ['held', 31],
      ['read', 29],
    ] as const) {
      await agedDelivery(bench, { state, days })
    }
    await eraseOld(ctx, NEVER)
    t.same(await rowsOf('select state from deliveries order by state'), [
      { state: 'held' },
      { state: 'read' },
    ])
    t.equal((await rowsOf('select from attempts')).length, 2)
    t.equal((await rowsOf('select from outbox')).length, 2)
    t.same(await rowsOf('select channel, template, state, n from delivery_counts order by state'), [
      { channel: 'whatsapp', template: 'registration_received', state: 'failed', n: 1 },
      { channel: 'whatsapp', template: 'registration_received', state: 'read', n: 2 },
    ])
    await agedDelivery(bench, { state: 'failed', days: 31 })
    await eraseOld(ctx, NEVER)
    t.same(await rowsOf(`select n from delivery_counts where state = 'failed'`), [{ n: 2 }], 'added to')
  })

  await t.test('published around local midnight, counted by the day of TIME_ZONE', async (t) => {
    for (const at of ['2020-03-14T18:29:59Z', '2020-03-14T18:30:00Z']) {
      const id = await agedDelivery(bench, { state: 'read', days: 366 })
      await pool.query('update deliveries set created_at = $2, accepted_at = $2 where id = $1', [id, at])
    }
    await eraseOld(ctx, NEVER)
    t.same(await rowsOf('select day::text, n from delivery_counts order by day'), [
      { day: '2020-03-14', n: 1 },
      { day: '2020-03-15', n: 1 },
    ])
  })

  await t.test('published long ago and finished recently, stays', async (t) => {
    const id = await agedDelivery(bench, { state: 'accepted', days: 31 })
    await pool.query(
      `update deliveries set state = 'read', read_at = now() - interval '2 days' where id = $1`,
      [id],
    )
    await eraseOld(ctx, NEVER)
    t.equal((await rowsOf('select from deliveries')).length, 1)
  })

  await t.test('one channel is finished and the other is not, the event stays', async (t) => {
    const id = await agedDelivery(bench, { state: 'read', days: 31 })
    await pool.query(
      `insert into deliveries (id, outbox_id, channel, template, recipient, state, rank, expires_at, created_at)
       select gen_random_uuid(), d.outbox_id, 'email', d.template, 'z@example.org', 'in_doubt', d.rank, d.expires_at, d.created_at
       from deliveries d where d.id = $1`,
      [id],
    )
    await eraseOld(ctx, NEVER)
    t.same(await rowsOf('select channel from deliveries'), [{ channel: 'email' }])
    t.equal((await rowsOf('select from outbox')).length, 1)
  })

  await t.test('of a duty, stays until the day it told and the present day are over', async (t) => {
    const id = await agedDelivery(bench, { state: 'read', days: 31 })
    await pool.query(
      `with person as (
         insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
         values (gen_random_uuid(), 'Ahmed Ali', 'ahmed ali', '+919811122244', true, 'en') returning id
       ), duty as (
         insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key, version)
         select gen_random_uuid(), id, '2035-03-15', 'Fajar', 'fajar', 2 from person returning *
       ), told as (
         insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version)
         select d.outbox_id, duty.id, 1 from deliveries d cross join duty where d.id = $1
       )
       insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key,
         status, day_ends_at)
       select id, n, registration_id, '2035-03-15', 'Fajar', 'fajar', 'assigned', now() + interval '1 day'
       from duty cross join generate_series(1, 2) n`,
      [id],
    )
    const endDay = (version: number) =>
      pool.query('update duty_assignment_versions set day_ends_at = now() where version = $1', [version])
    for (const version of [1, 2]) {
      await eraseOld(ctx, NEVER)
      t.equal((await rowsOf('select from deliveries')).length, 1, `version ${version} is to come`)
      await endDay(version)
    }
    await eraseOld(ctx, NEVER)
    t.equal((await rowsOf('select from deliveries')).length, 0)
  })

  await t.test('an old event published to no address, is deleted', async (t) => {
    await pool.query('delete from deliveries where id = $1', [
      await agedDelivery(bench, { state: 'read', days: 31 }),
    ])
    await eraseOld(ctx, NEVER)
    t.same(await rowsOf('select from outbox'), [])
  })

  await t.test('an old evening digest, is deleted', async (t) => {
    await pool.query(
      'insert into digests (duty_date) select current_date - days from unnest(array[32, 29]) days',
    )
    await eraseOld(ctx, NEVER)
    t.equal((await rowsOf('select from digests')).length, 1)
  })

  await t.test('a locked delivery, is skipped', async (t) => {
    const id = await agedDelivery(bench, { state: 'failed', days: 31 })
    const other = await pool.connect()
    await other.query('begin')
    await other.query('select from deliveries where id = $1 for no key update', [id])
    await eraseOld(ctx, NEVER)
    await other.query('rollback')
    other.release()
    t.equal((await rowsOf('select from deliveries')).length, 1)
  })

  await t.test(
    'what people wrote, failed jobs and numbers of nobody registered, go with the messages',
    async (t) => {
      await pool.query(`
      insert into inbound_messages (id, provider_message_id, phone_number, type, text, written_at, received_at, mailed_at)
      select first_id_of(now() - m.days * interval '1 day'), m.days::text, '+919811122233', 'text', 'words', now(),
        now() - m.days * interval '1 day', case when m.days > 2 then now() end
      from unnest(array[31, 29, 2]) m(days)`)
      await pool.query(`
      insert into recipients (channel, address, reached_at, suppressed_at, erased_at)
      values ('whatsapp', '+919811122231', now() - interval '31 days', null, null),
        ('whatsapp', '+919811122232', now() - interval '29 days', null, null),
        ('whatsapp', '+919811122233', now() - interval '31 days', now() - interval '31 days', null),
        ('whatsapp', '+919811122234', now() - interval '31 days', null, null),
        ('whatsapp', 'erased:1', null, null, now() - interval '31 days')`)
      await pool.query(`
      insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
      values (gen_random_uuid(), 'Ahmed Ali', 'ahmed ali', '+919811122234', true, 'en')`)
      for (const days of [31, 29]) {
        await pool.query(
          `with added as (select id from graphile_worker.add_job('send_template', $1::json))
         update graphile_worker._private_jobs j set attempts = max_attempts, updated_at = now() - $2 * interval '1 day'
         from added where j.id = added.id`,
          [JSON.stringify({ phone_number: '+919811122233', days }), days],
        )
        await pool.query(
          `update graphile_worker._private_jobs set attempts = max_attempts, updated_at = now() - $1 * interval '1 day'
         where (payload ->> 'days')::int = $1`,
          [days],
        )
      }
      await eraseOld(ctx, NEVER)
      t.same(await rowsOf('select provider_message_id as days from inbound_messages order by 1'), [
        { days: '2' },
        { days: '29' },
      ])
      t.same(
        (await rowsOf('select right(address, 1) as last from recipients order by 1')).map(({ last }) => last),
        ['2', '3', '4'],
      )
      t.same(
        await rowsOf(
          `select payload ->> 'days' as days from graphile_worker._private_jobs where payload ->> 'days' is not null`,
        ),
        [{ days: '29' }],
      )
    },
  )

  await t.test('stored callbacks, are deleted after 30 days in any state', async (t) => {
    for (const days of [31, 29]) {
      await pool.query(
        `insert into webhook_inbox (id, body, received_at, unmatched) values
         (first_id_of(now() - $1 * interval '1 day'), '{}', now() - $1 * interval '1 day', '[]')`,
        [days],
      )
    }
    await eraseOld({ ...ctx, retention_days: null }, NEVER)
    t.equal((await rowsOf('select from webhook_inbox')).length, 1)
  })

  await t.test('the audit log, is kept for a year', async (t) => {
    for (const days of [367, 364]) {
      await pool.query(
        `insert into audit_log (id, at, actor, action, subject_type)
         values (first_id_of(now() - $1 * interval '1 day'), now() - $1 * interval '1 day', $1::text, 'channel.paused', 'channel')`,
        [days],
      )
    }
    await eraseOld({ ...ctx, retention_days: null }, NEVER)
    t.same(await rowsOf('select actor from audit_log'), [{ actor: '364' }])
  })

  await t.test('without RETENTION_DAYS, messages stay', async (t) => {
    await agedDelivery(bench, { state: 'read', days: 400 })
    await eraseOld({ ...ctx, retention_days: null }, NEVER)
    t.equal((await rowsOf('select from deliveries')).length, 1)
  })

  await t.test('several batches, all are deleted; aborted, it stops', async (t) => {
    await pool.query(`
      insert into webhook_inbox (id, body) select overlay(first_id_of(now() - interval '31 days')::text placing lpad(n::text, 6, '0') from 31)::uuid, ''
      from generate_series(1, 2001) n`)
    await eraseOld(ctx, AbortSignal.abort())
    t.equal((await rowsOf('select from webhook_inbox')).length, 2001)
    await eraseOld(ctx, NEVER)
    t.same(await rowsOf('select from webhook_inbox'), [])
  })
})

test('erase-old: as a job of the notifier, RETENTION_DAYS decides', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await startNotifierFor(t, bench, meta, { RETENTION_DAYS: '30' })
  await agedDelivery(bench, { state: 'read', days: 31 })
  const kept = await agedDelivery(bench, { state: 'read', days: 29 })
  await bench.pool.query(`select graphile_worker.add_job('erase_old')`)
  const left = await eventually(
    async () => (await bench.pool.query<{ id: string }>('select id from deliveries')).rows,
    (rows) => rows.length === 1,
  )
  t.same(left, [{ id: kept }])
})

let aged = 0

/** A WhatsApp message that was published, sent, and came to its state so many days ago. */
async function agedDelivery(
  { pool }: Bench,
  { state, days }: { readonly state: string; readonly days: number },
): Promise<string> {
  aged += 1
  const { rows } = await pool.query<{ id: string }>(
    `with moment as (
       select m.at, overlay(first_id_of(m.at)::text placing lpad($2::text, 12, '0') from 25)::uuid as id
       from (select now() - $1 * interval '1 day' as at) m
     ), event as (
       insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, created_at)
       select id, 'job', $2::text, 'registration_received', '{}', 'test:' || $2, at from moment
     ), delivery as (
       insert into deliveries (id, outbox_id, channel, template, recipient, state, rank, expires_at, created_at, accepted_at)
       select id, id, 'whatsapp', 'registration_received', '+9198111' || lpad($2::text, 5, '0'), $3, at, at, at, at from moment
     )
     insert into attempts (delivery_id, number, started_at, outcome) select id, 1, at, 'accepted' from moment returning delivery_id as id`,
    [days, aged, state],
  )
  return rows[0]?.id ?? ''
}
