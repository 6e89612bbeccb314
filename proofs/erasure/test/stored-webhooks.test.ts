import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { type Test, test } from 'tap'
import { eraseRegistration } from '@dutybell/api/erasure/erase-registration'
import { applyWebhooks, emptyParkedBodies } from '@dutybell/notifier/webhooks/apply-webhooks'
import { type Db, openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { newEventIds, publish } from '@dutybell/shared/outbox/publish'
import { createTestDatabase } from '@dutybell/testing/cluster'

const DIGITS = '919811122233'
const PERSON = { full_name: 'Zubeida Qureshi', phone_number: `+${DIGITS}`, email: null }
/** Message ids of WhatsApp contain the number in base64. */
const WAMID = `wamid.${Buffer.from(`\u001c\u0018\u000c${DIGITS}\u0015`).toString('base64')}`

test('erasure: unapplied bodies are applied and then deleted', async (t) => {
  const scene = await openScene(t)
  await scene.store({ statuses: [statusOf({ id: WAMID, status: 'read' })] })
  await scene.store({ contacts: [{ profile: { name: PERSON.full_name } }], messages: [stop()] })
  await scene.erase()
  t.ok((await tracesIn(scene.db)).length > 0)
  await applyWebhooks(scene.notifier)
  t.same(await tracesIn(scene.db), [])
  const { state } = await scene.db.selectFrom('deliveries').select('state').executeTakeFirstOrThrow()
  t.equal(state, 'read', 'the receipt counts')
  const { rows } = await sql`select from recipients where suppressed_at is not null`.execute(scene.db)
  t.equal(rows.length, 1, 'the STOP holds')
})

test('erasure: parked bodies are tried once more and then deleted', async (t) => {
  const scene = await openScene(t)
  const unknown = statusOf({ id: `${WAMID}=`, status: 'read' })
  await scene.store({ statuses: [unknown], messages: [{ ...stop(), timestamp: 'unreadable' }] })
  await applyWebhooks(scene.notifier)
  await scene.store({ statuses: [unknown] })
  await scene.erase()
  await applyWebhooks(scene.notifier)
  t.ok((await tracesIn(scene.db)).length > 0, 'also a body that is parked only after the erasure')
  await emptyParkedBodies(scene.notifier)
  t.same(await tracesIn(scene.db), [])
})

test("erasure: during the application of the person's bodies, both end and no body is left", async (t) => {
  const scene = await openScene(t)
  for (let n = 0; n < 40; n += 1) {
    await scene.store({
      statuses: [statusOf({ id: WAMID, status: 'delivered' })],
      messages: [{ ...stop(), id: `${WAMID}${n}`, text: { body: `Salam ${n} from Zubeida` } }],
    })
  }
  await Promise.all([applyWebhooks(scene.notifier), scene.erase()])
  await applyWebhooks(scene.notifier)
  await emptyParkedBodies(scene.notifier)
  t.same(await tracesIn(scene.db), [])
})

/** A person with one message that Meta accepted, and the parts of both services that take part. */
async function openScene(t: Test) {
  const { url } = await createTestDatabase(t)
  const log = createLogger({ service: 'test', level: 'silent' })
  const { db } = openDatabase({ connectionString: url, applicationName: 'test', maxConnections: 10, log })
  t.teardown(() => db.destroy())
  const id = randomUUIDv7()
  await db
    .insertInto('registrations')
    .values({ id, ...PERSON, name_key: 'zubeida qureshi', whatsapp_opt_in: true, language: 'en' })
    .execute()
  await publishAccepted(db, id)
  return {
    db,
    notifier: {
      db,
      log,
      settings: {
        max_attempts: 4,
        in_doubt_window_ms: 600_000,
        retry_base_ms: 1,
        messages_per_second: 80,
        template_languages: ['en'] as const,
      },
      own_account: {
        phone_number_id: '1',
        business_account_id: null,
        template_languages: ['en'] as const,
        daily_recipients: null,
      },
      onAccountError: () => undefined,
    },
    erase: () =>
      eraseRegistration(
        {
          db,
          waker: { wake: () => undefined },
          default_country: 'IN',
          actor: { name: 'tester', api_key_id: null, request_id: 'r' },
        },
        id,
        undefined,
      ),
    store: async (value: object) => {
      const body = { entry: [{ id: '1', changes: [{ field: 'messages', value }] }] }
      await db
        .insertInto('webhook_inbox')
        .values({ id: randomUUIDv7(), body: Buffer.from(JSON.stringify(body)) })
        .execute()
    },
  }
}

async function publishAccepted(db: Db, registration_id: string): Promise<void> {
  await db.transaction().execute((tx) =>
    publish(tx, [
      {
        ...newEventIds(),
        aggregatetype: 'registration',
        aggregateid: registration_id,
        type: 'registration_received',
        dedupe_key: `registration_received:${registration_id}`,
        registration_id,
        language: 'en',
        parameters: [PERSON.full_name],
        phone_number: PERSON.phone_number,
        email: null,
        expires_at: Temporal.Now.instant().add({ hours: 24 }).toString(),
        duty_assignments: [],
        traceparent: null,
      },
    ]),
  )
  await sql`update deliveries set state = 'accepted', attempts = 1, accepted_at = clock_timestamp()`.execute(
    db,
  )
  await sql`
    insert into attempts (delivery_id, number, started_at, finished_at, outcome, provider_message_id)
    select id, 1, clock_timestamp(), clock_timestamp(), 'accepted', ${WAMID} from deliveries`.execute(db)
}

function statusOf({ id, status }: { readonly id: string; readonly status: string }) {
  return { id, status, timestamp: secondsAgo(60), recipient_id: DIGITS }
}

function stop() {
  const text = { body: 'STOP' }
  return { id: `${WAMID}in`, from: DIGITS, timestamp: secondsAgo(60), type: 'text', text }
}

function secondsAgo(seconds: number): string {
  return String(Math.floor(Date.now() / 1000) - seconds)
}

/** The rows of all tables that show the person: by name, by number, or by the number in a message id. */
async function tracesIn(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ table: string }>`
    select format('%I.%I', table_schema, table_name) as table from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db)
  const shown: string[] = []
  for (const { table } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(table)} t`.execute(db)
    shown.push(...rows.map(({ row }) => `${table}: ${row} ${decodedIn(row)}`))
  }
  return shown.filter((row) => /zubeida|qureshi|9811122233/i.test(row))
}

/** Bytes are shown in hexadecimal. */
function decodedIn(row: string): string {
  const bytes = [...row.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) =>
    Buffer.from(hex ?? '', 'hex').toString(),
  )
  const texts = [row, ...bytes]
  const ids = texts.flatMap((text) =>
    [...text.matchAll(/wamid\.([\w+/]+)/g)].map(([, id]) =>
      Buffer.from(id ?? '', 'base64').toString('latin1'),
    ),
  )
  return [...bytes, ...ids].join(' ')
}
