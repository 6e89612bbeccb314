import { once } from 'node:events'
import { createServer } from 'node:net'
import { sql } from 'kysely'
import { test } from 'tap'
import { deliveryOf, eventually, openBench, publishOne, startMeta } from './fixture.ts'
import { environmentFor, spawnNotifier, TOKEN } from './process/support.ts'

test('notifier process: sandbox, nothing is sent and each delivery has the reason', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const event = await publishOne(bench, { email: 'ahmed@example.org' })
  const { output } = spawnNotifier(t, environmentFor(bench, meta, { DELIVERY_MODE: 'sandbox' }))
  for (const id of [event.whatsapp_delivery_id, event.email_delivery_id]) {
    const row = await eventually(
      () => deliveryOf(bench, id),
      ({ state }) => state !== 'pending' && state !== 'sending',
    )
    t.match(row, {
      state: 'failed',
      reason: 'delivery_mode',
      last_error_code: 'delivery_mode',
      last_error_text: /DELIVERY_MODE/,
    })
  }
  t.match(
    output(),
    /"level":"warn"[^\n]*Dutybell \d+\.\d+\.\d+: delivery mode sandbox, WhatsApp by 127\.0\.0\.1:\d+ \(v\d+\.0\), mail by 127\.0\.0\.1:\d+, time zone Asia\/Kolkata \(zone data \d{4}[a-z]\), reminders at 18:00/,
  )
  t.match(output(), 'DELIVERY_MODE is sandbox: no message is sent to anybody.')
  t.match(meta.totals(), { requests: 0, mails_taken: 0 })
})

test('notifier process: its log, has a line for each send and neither token nor number', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: {
      messages: [
        { to: '+919876500001', answer: { kind: 'error', code: 131026, details: 'Not +919876500001.' } },
        { to: '+919876500002', count: 1, answer: { kind: 'error', code: 131000 } },
        { to: '+919876500003', answer: { kind: 'lost' } },
      ],
      callbacks: { statuses: [] },
    },
  })
  const phones = ['+919876500001', '+919876500002', '+919876500003', '+919876543210']
  const ids: string[] = []
  for (const phone_number of phones) {
    const event = await publishOne(bench, {
      phone_number,
      email: 'ahmed@example.org',
      parameters: ['Zebulon Quill'],
    })
    ids.push(event.whatsapp_delivery_id, event.email_delivery_id)
  }
  const { child, exited, output } = spawnNotifier(t, environmentFor(bench, meta, { LOG_LEVEL: 'trace' }))
  await eventually(
    () => Promise.all(ids.map(async (id) => (await deliveryOf(bench, id)).state)),
    (states) => states.every((state) => ['accepted', 'failed', 'in_doubt'].includes(state)),
  )
  child.kill('SIGTERM')
  await exited
  t.match(output(), "[WhatsApp] Sending template 'registration_received' to 91******3210")
  t.match(output(), '"action":"Contact the person another way, or correct the phone number."')
  t.notMatch(output(), TOKEN)
  t.notMatch(output(), /987650000\d|9876543210/)
  t.notMatch(output(), /Zebulon|has been received/)
  t.notMatch(output(), /ahmed@/)
  for (const { wamid } of meta.messages) if (wamid !== null) t.notMatch(output(), wamid)
})

test('notifier process: the job runner cannot be restarted, the process exits with a code other than 0', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const { listening, exited } = spawnNotifier(t, environmentFor(bench, meta))
  await listening
  await sql`alter table graphile_worker.migrations rename column id to gone`.execute(bench.db)
  // A job that cannot be finished ends the runner.
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`.execute(
    bench.db,
  )
  await sql`
    create trigger no before delete on graphile_worker._private_jobs
    for each row execute function refuse()`.execute(bench.db)
  await sql`select graphile_worker.add_job('drain_outbox')`.execute(bench.db)
  t.match(await exited, { code: 1 })
})

test('notifier process: METRICS_ADDRESS is taken, then its port: one sentence each and exit code 1, and nothing was started', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const taken = createServer().listen(0, '127.0.0.1')
  t.teardown(() => taken.close())
  await once(taken, 'listening')
  const address = taken.address()
  const port = String(typeof address === 'object' ? address?.port : '')
  for (const [name, value] of [
    ['METRICS_ADDRESS', `127.0.0.1:${port}`],
    ['NOTIFIER_PORT', port],
  ] as const) {
    const { exited, stderr, output } = spawnNotifier(t, environmentFor(bench, meta, { [name]: value }))
    t.match(await exited, { code: 1 })
    t.match(stderr(), new RegExp(`^Port ${port} is taken: .*${name}.*\\n$`))
    t.notMatch(output(), /"level":"error"|job runner/)
  }
  const { rows } = await sql`select from heartbeats`.execute(bench.db)
  t.equal(rows.length, 0)
})

/** Complete, and never reached: the settings are judged first. */
const NOWHERE = {
  DATABASE_URL: 'postgres://127.0.0.1:1/nowhere',
  META_WA_ACCESS_TOKEN: TOKEN,
  META_WA_PHONE_NUMBER_ID: '1',
  SMTP_URL: 'smtp://127.0.0.1:1',
}

test('notifier process: three invalid settings, three lines and exit code 1', async (t) => {
  const { exited, stderr, output } = spawnNotifier(t, {
    ...NOWHERE,
    NOTIFIER_PORT: 'many',
    TIME_ZONE: 'Asia/Nowhere',
    MAX_ATTEMPTS: '0',
  })
  t.match(await exited, { code: 1 })
  const lines = stderr().trim().split('\n')
  t.equal(lines.length, 3)
  for (const name of ['NOTIFIER_PORT', 'TIME_ZONE', 'MAX_ATTEMPTS']) {
    t.ok(
      lines.some((line) => line.startsWith(`${name} must be `)),
      name,
    )
  }
  t.equal(output(), stderr(), 'nothing else was said')
})

test('notifier process: without a token and a mail server, it does not start and names both', async (t) => {
  const env = { ...NOWHERE, META_WA_ACCESS_TOKEN: '', SMTP_URL: '' }
  const { exited, stderr } = spawnNotifier(t, env)
  t.match(await exited, { code: 1 })
  t.match(stderr().trim().split('\n'), [/^META_WA_ACCESS_TOKEN must be set/, /^SMTP_URL must be set/])
})
