import { randomUUIDv7 } from 'node:crypto'
import { type Api, assignedId } from '../start-api.ts'
import { claim, recordAccepted, wamidFor } from './support.ts'

export const PERSON = {
  full_name: 'Zubeida Qureshi',
  phone_number: '+919811122233',
  email: 'zubeida@example.org',
}
export const DIGITS = '919811122233'
export const WORDS = ['zubeida', 'qureshi', DIGITS, '9811122233']
export const FORMER = '+919811122244'

/** Somebody of whom everything is kept that can be kept. */
export async function personWithEverything(api: Api): Promise<{ id: string; sent: string }> {
  const answer = await api.call({
    method: 'POST',
    url: '/v1/registrations',
    headers: { 'idempotency-key': 'zubeida' },
    payload: { ...PERSON, phone_number: FORMER },
  })
  const id = String(answer.json['id'])
  const [sent = ''] = await claim(api)
  await recordAccepted(api, sent, wamidFor(FORMER.slice(1), 'sent'))
  await api.admin.patch(`/v1/registrations/${id}`, { phone_number: PERSON.phone_number })
  await assignedId(api, { registration_id: id })
  const [allotted = ''] = await claim(api)
  await recordAccepted(api, allotted, wamidFor(DIGITS, 'allotted'), `Taken for +${DIGITS}`)
  const [mailed = ''] = await claim(api, 'email')
  await recordAccepted(api, mailed, '<message.of.zubeida@example.org>')
  await storeInbound(api, PERSON.phone_number)
  await addJob(api, '+91 98111 22233', PERSON.full_name)
  await api.db
    .insertInto('outbox')
    .values({
      id: randomUUIDv7(),
      aggregatetype: 'job',
      aggregateid: '7',
      type: 'registration_received',
      payload: JSON.stringify({ parameters: [PERSON.full_name] }),
      dedupe_key: 'send_template:7',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
    .then((event) =>
      api.db
        .insertInto('deliveries')
        .values({
          id: randomUUIDv7(),
          outbox_id: event.id,
          channel: 'whatsapp',
          template: 'registration_received',
          recipient: PERSON.phone_number,
          state: 'delivered',
          rank: Temporal.Now.instant().toString(),
          expires_at: Temporal.Now.instant().toString(),
        })
        .execute(),
    )
  await api.pool.query(`select store_number_change($1, '+919811122255', $2, now())`, [
    PERSON.phone_number,
    wamidFor(DIGITS, 'change'),
  ])
  await api.pool.query(
    `insert into recipient_aliases (address, kind, alias, seen_at) values ($1, 'user_id', 'IN.9811122233', now())`,
    [PERSON.phone_number],
  )
  await writeWords(api)
  const status = { id: wamidFor(DIGITS, 'nobody'), status: 'read', recipient_id: DIGITS }
  const webhook = await storeWebhook(api, [{ field: 'messages', value: { statuses: [status] } }])
  const unmatched = [
    { reason: 'no_such_attempt', item: { delivery_id: null, provider_message_id: status.id } },
  ]
  await api.pool.query(`update webhook_inbox set applied_at = now(), unmatched = $2 where id = $1`, [
    webhook,
    JSON.stringify(unmatched),
  ])
  return { id, sent }
}

/** What operators and coordinators wrote. */
async function writeWords(api: Api): Promise<void> {
  const reason = `ZUBEIDA QURESHI (98111 22233, ${PERSON.email}) complained "loudly"`
  await api.admin.post('/v1/channels/email/pause', { reason })
  await api.pool.query(
    `insert into alerts (key, subject, text) values ('channel_paused:email', $1, 'The cause: ' || $1)`,
    [reason],
  )
  await api.pool.query(`select hold_template('duty_reminder_tomorrow', 'en', $1)`, [reason])
  await api.pool.query('update duty_assignments set override_reason = $1', [reason])
  await api.pool.query(
    'update duty_assignment_versions set told_by_phone_at = now(), told_by_phone_note = $1',
    [reason],
  )
  await api.pool.query(
    `insert into installation (database_oid, table_oid, earlier_pauses)
     values (0, 0, jsonb_build_object('email', jsonb_build_object('pause_reason', $1::text)))
     on conflict (is_only_row) do update set earlier_pauses = excluded.earlier_pauses`,
    [reason],
  )
}

export async function storeWebhook(api: Api, changes: readonly object[]): Promise<string> {
  const id = randomUUIDv7()
  const body = Buffer.from(JSON.stringify({ entry: [{ id: '1', changes }] }))
  await api.db.insertInto('webhook_inbox').values({ id, body }).execute()
  return id
}

export async function storeInbound(api: Api, phone_number: string): Promise<void> {
  await api.db
    .insertInto('inbound_messages')
    .values({
      id: randomUUIDv7(),
      provider_message_id: wamidFor(phone_number.slice(1), 'inbound'),
      phone_number,
      type: 'text',
      text: 'From Zubeida',
      written_at: Temporal.Now.instant().toString(),
    })
    .execute()
}

export async function stop(api: Api, phone_number: string): Promise<void> {
  await api.pool.query(`select set_preference('whatsapp', $1, 'stop', $2, now())`, [
    phone_number,
    wamidFor(phone_number.slice(1), 'stop'),
  ])
}

export async function addJob(api: Api, phone_number: string, name: string): Promise<void> {
  const payload = { template_name: 'registration_received', phone_number, parameters: [name] }
  await api.pool.query(`select graphile_worker.add_job('send_template', $1::json)`, [JSON.stringify(payload)])
}
