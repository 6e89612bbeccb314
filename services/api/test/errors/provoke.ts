import type { ErrorCode } from '@dutybell/shared/errors'
import { newSecret } from '@dutybell/shared/api-keys/secret'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { randomUUIDv7 } from 'node:crypto'
import type { Test } from 'tap'
import { ADMIN_SECRET, AHMED, type Api, assignedId, dateIn, registeredId, startApi } from '../start-api.ts'

const PUBLIC_URL = 'https://duties.example.org/api/'

/** The API on a socket. */
export interface Scene {
  readonly t: Test
  readonly api: Api
  readonly base: string
}

type Overrides = Parameters<typeof startApi>[1]

export async function startScene(t: Test, overrides: Overrides = {}): Promise<Scene> {
  const api = await startApi(t, { PUBLIC_URL, ...overrides })
  return { t, api, base: await api.app.listen({ host: '127.0.0.1', port: 0 }) }
}

interface Asked {
  readonly body?: string | object
  readonly headers?: Record<string, string>
  readonly key?: string
}

export function ask(
  { base }: Scene,
  method: string,
  path: string,
  { body, headers = {}, key }: Asked = {},
): Promise<Response> {
  const given = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  return fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_SECRET}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    ...given,
  })
}

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

/** Assigns a duty while two duty times overlap in the night, one of them with a single place. */
async function withDutyTimes(scene: Scene, body: object): Promise<Response> {
  await scene.api.pool.query(
    `insert into duty_times (id, name, key, starts_at, ends_at, places, position)
     values ($1, 'Fajar Azaan', 'fajar azaan', '05:00', '06:00', 1, 1), ($2, 'Night Watch', 'night watch', '22:00', '05:30', 9, 2)`,
    [randomUUIDv7(), randomUUIDv7()],
  )
  const answer = await ask(scene, 'POST', '/v1/duty-assignments', { body })
  await scene.api.pool.query('delete from duty_times')
  return answer
}

/** A request that is answered with each code. */
export const PROVOCATIONS: Readonly<Record<ErrorCode, (scene: Scene) => Promise<Response>>> = {
  invalid_input: (scene) => ask(scene, 'POST', '/v1/registrations', { body: { full_name: 1, 'a/b': 1 } }),
  malformed_request: (scene) => ask(scene, 'POST', '/v1/registrations', { body: '{' }),
  unauthorized: (scene) => ask(scene, 'GET', '/v1/deliveries', { headers: { authorization: 'Bearer x' } }),
  missing_scope: async (scene) => {
    const { secret, prefix, hash } = newSecret()
    await scene.api.pool.query(
      `insert into api_keys (id, name, prefix, hash, scopes, created_by) values ($1, 'limited', $2, $3, '{assignments}', 'test')`,
      [randomUUIDv7(), prefix, hash],
    )
    return ask(scene, 'GET', '/v1/deliveries', { headers: { authorization: `Bearer ${secret}` } })
  },
  webhook_signature_invalid: async ({ t }) => {
    const scene = await startScene(t, { META_WA_APP_SECRET: ['secret'] })
    return ask(scene, 'POST', '/webhooks/whatsapp', { body: {} })
  },
  webhook_forbidden: (scene) => ask(scene, 'POST', '/webhooks/whatsapp', { body: {} }),
  metrics_forbidden: (scene) =>
    ask(scene, 'GET', '/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } }),
  registration_not_found: (scene) => ask(scene, 'GET', `/v1/registrations/${NOBODY}`),
  duty_assignment_not_found: (scene) => ask(scene, 'GET', `/v1/duty-assignments/${NOBODY}`),
  delivery_not_found: (scene) => ask(scene, 'GET', `/v1/deliveries/${NOBODY}`),
  channel_not_found: (scene) => ask(scene, 'POST', '/v1/channels/pigeon/pause'),
  template_not_found: (scene) => ask(scene, 'POST', '/v1/templates/nothing/release'),
  route_not_found: (scene) => ask(scene, 'GET', '/docs/errors/nothing'),
  method_not_allowed: (scene) => ask(scene, 'PUT', '/v1/registrations'),
  registration_exists: async (scene) => {
    await scene.api.register()
    return ask(scene, 'POST', '/v1/registrations', { body: AHMED })
  },
  duty_assignment_exists: async (scene) => {
    const { duty } = await assigned(scene)
    return ask(scene, 'POST', '/v1/duty-assignments', { body: duty })
  },
  duty_assignment_cancelled: async (scene) => {
    const { id } = await assigned(scene)
    await ask(scene, 'POST', `/v1/duty-assignments/${id}/cancel`)
    return ask(scene, 'PATCH', `/v1/duty-assignments/${id}`, { body: { duty_time: 'Isha' } })
  },
  duty_overlaps: async (scene) => {
    const { duty } = await assigned(scene)
    return withDutyTimes(scene, { ...duty, duty_time: 'Night Watch', duty_date: dateIn(9) })
  },
  duty_full: async (scene) => {
    const { duty } = await assigned(scene)
    const { json } = await scene.api.register({
      full_name: `Fatima Ali ${(people += 1)}`,
    })
    return withDutyTimes(scene, { ...duty, registration_id: json['id'] })
  },
  batch_refused: async (scene) => {
    const items = [{ registration_id: NOBODY, duty_date: dateIn(10), duty_time: 'Isha' }]
    return ask(scene, 'POST', '/v1/duty-assignments/batch', { body: { items } })
  },
  duty_time_not_found: (scene) => ask(scene, 'GET', `/v1/duty-times/${NOBODY}`),
  duty_time_exists: async (scene) => {
    await ask(scene, 'POST', '/v1/duty-times', { body: { name: 'Asr' } })
    return ask(scene, 'POST', '/v1/duty-times', { body: { name: 'asr' } })
  },
  duty_time_assigned: async (scene) => {
    const { duty } = await assigned(scene)
    const answer = await ask(scene, 'POST', '/v1/duty-times', { body: { name: duty.duty_time } })
    return ask(scene, 'DELETE', answer.headers.get('location') ?? '')
  },
  duty_in_the_past: async (scene) => {
    const registration_id = await registered(scene)
    const body = { registration_id, duty_date: dateIn(-1), duty_time: 'Isha' }
    return ask(scene, 'POST', '/v1/duty-assignments', { body })
  },
  registration_unknown: (scene) => {
    const body = { registration_id: NOBODY, duty_date: dateIn(10), duty_time: 'Isha' }
    return ask(scene, 'POST', '/v1/duty-assignments', { body })
  },
  reminder_date_not_tomorrow: (scene) =>
    ask(scene, 'POST', '/v1/reminders/run', { body: { date: dateIn(30) } }),
  has_arrived: (scene) => retried(scene, `state = 'read'`),
  may_have_arrived: (scene) => retried(scene, `state = 'accepted'`),
  nothing_to_retry: (scene) => retried(scene, `state = 'pending'`),
  delivery_cancelled: (scene) => retried(scene, `state = 'cancelled'`),
  delivery_withdrawn: (scene) => retried(scene, `state = 'failed', withdrawn = true`),
  delivery_expired: (scene) => retried(scene, `state = 'failed', expires_at = now() - interval '1 s'`),
  registration_erased: (scene) =>
    retried(scene, `state = 'failed'`, `update registrations set status = 'erased' where id = $1`),
  duty_changed: async (scene) => {
    const { id, duty } = await assigned(scene)
    const { rows } = await scene.api.pool.query(
      `update deliveries set state = 'failed' where registration_id = $1 and template = 'duty_allotment_confirmed' returning id`,
      [duty.registration_id],
    )
    await scene.api.pool.query('update duty_assignments set version = 2 where id = $1', [id])
    return ask(scene, 'POST', `/v1/deliveries/${rows[0].id}/retry`)
  },
  recipient_suppressed: (scene) =>
    retried(
      scene,
      `state = 'failed'`,
      `insert into recipients (channel, address, suppressed_at, suppressed_by)
       select channel, recipient, now(), 'stop' from deliveries where registration_id = $1`,
    ),
  template_held: async (scene) => {
    await scene.api.pool.query(`select hold_template('registration_received', 'en', 'paused')`)
    const answer = await retried(scene, `state = 'failed'`)
    await scene.api.pool.query(`delete from templates`)
    return answer
  },
  number_changed: (scene) =>
    retried(
      scene,
      `state = 'failed'`,
      `insert into number_changes (registration_id, address, at) select id, phone_number, now() from registrations where id = $1`,
    ),
  number_change_not_found: async (scene) => {
    const body = { keep: true }
    return ask(scene, 'POST', `/v1/registrations/${await registered(scene)}/number-change`, { body })
  },
  expected_count_differs: (scene) => {
    const body = { filter: { state: 'expired' }, expected_count: 7 }
    return ask(scene, 'POST', '/v1/deliveries/retry', { body })
  },
  too_many_deliveries: async (scene) => {
    await scene.api.pool.query(
      `insert into deliveries (id, outbox_id, channel, template, recipient, state, rank, expires_at)
       select gen_random_uuid(), o.id, 'email', 'registration_received', 'a@example.org', 'expired', now(), now()
       from (select id from outbox limit 1) o, generate_series(1, 10001)`,
    )
    return ask(scene, 'POST', '/v1/deliveries/retry', {
      body: { filter: { state: 'expired' }, dry_run: true },
    })
  },
  channel_waits_for_restore: async ({ t }) => {
    const scene = await startScene(t)
    await scene.api.pool.query(
      `insert into installation (system_identifier, timeline_id, database_oid, table_oid) values ('1', 1, 1, 1)`,
    )
    await scene.api.pool.query('select pause_if_restored()')
    return ask(scene, 'POST', '/v1/channels/email/resume')
  },
  idempotency_key_in_use: async (scene) => {
    const holder = await scene.api.pool.connect()
    scene.t.teardown(() => holder.release())
    await holder.query('begin')
    await holder.query(
      `select pg_advisory_xact_lock(hashtextextended('dutybell:idempotency:key tester:held', 0))`,
    )
    const answer = await ask(scene, 'POST', '/v1/reminders/run', { key: 'held' })
    await holder.query('rollback')
    return answer
  },
  idempotency_key_reused: async (scene) => {
    await ask(scene, 'POST', '/v1/reminders/run', { key: 'one', body: { dry_run: true } })
    return ask(scene, 'POST', '/v1/reminders/run', { key: 'one', body: { dry_run: false } })
  },
  precondition_failed: async (scene) => {
    const { id } = await assigned(scene)
    return ask(scene, 'POST', `/v1/duty-assignments/${id}/cancel`, { headers: { 'if-match': '"7"' } })
  },
  payload_too_large: (scene) =>
    ask(scene, 'POST', '/v1/registrations', { body: { full_name: 'x'.repeat(2_000_000) } }),
  not_acceptable: (scene) => ask(scene, 'GET', '/v1/channels', { headers: { accept: 'text/csv' } }),
  unsupported_media_type: (scene) =>
    ask(scene, 'POST', '/v1/registrations', { body: 'a=1', headers: { 'content-type': 'text/plain' } }),
  rate_limited: async ({ t }) => {
    const scene = await startScene(t, { REGISTRATIONS_PER_MINUTE: 1 })
    const without_key = { body: {}, headers: { authorization: '' } }
    for (let n = 0; n < 10; n += 1) await ask(scene, 'POST', '/v1/registrations', without_key)
    return ask(scene, 'POST', '/v1/registrations', without_key)
  },
  internal_error: async ({ t }) => {
    const scene = await startScene(t)
    await scene.api.pool.query('alter table registrations rename column language to tongue')
    return ask(scene, 'POST', '/v1/registrations', { body: AHMED })
  },
  database_unavailable: async ({ t }) => {
    const { url } = await createTestDatabase(t)
    const proxy = await DatabaseProxy.start(url)
    t.teardown(() => proxy.close())
    const scene = await startScene(t, { url: proxy.url })
    await proxy.goOffline()
    return ask(scene, 'GET', '/v1/registrations')
  },
  overloaded: async ({ t }) => {
    const scene = await startScene(t, { shedding: { event_loop_delay_ms: 0.001, sample_ms: 10 } })
    for (;;) {
      const answer = await ask(scene, 'GET', '/v1/registrations')
      if (answer.status !== 200) return answer
    }
  },
  not_ready: async ({ t }) => {
    const scene = await startScene(t)
    await scene.api.pool.query(`delete from schema_migrations where name like '0001%'`)
    return ask(scene, 'GET', '/readyz')
  },
}

let people = 0

function registered({ api }: Scene): Promise<string> {
  people += 1
  return registeredId(api, { phone_number: `+9198765${String(10_000 + people)}`, email: null })
}

async function assigned(scene: Scene) {
  const duty = { registration_id: await registered(scene), duty_date: dateIn(10), duty_time: 'Fajar Azaan' }
  const id = await assignedId(scene.api, duty)
  return { id, duty }
}

/** A retry of a new person's delivery, after `state` was set of it and `more` was done for the person. */
async function retried(scene: Scene, state: string, more?: string): Promise<Response> {
  const registration_id = await registered(scene)
  const { rows } = await scene.api.pool.query(
    `update deliveries set ${state} where registration_id = $1 returning id`,
    [registration_id],
  )
  if (more !== undefined) await scene.api.pool.query(more, [registration_id])
  return ask(scene, 'POST', `/v1/deliveries/${rows[0].id}/retry`)
}
