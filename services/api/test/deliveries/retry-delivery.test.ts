import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { type Api, assignedId, lockAwaited, registeredId, startApi, until } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

let people = 0

/** The WhatsApp delivery of a new person's registration, failed once by a refusal. */
async function failedDelivery(api: Api): Promise<{ id: string; registration_id: string }> {
  people += 1
  const registration_id = await registeredId(api, {
    full_name: `Volunteer ${String.fromCodePoint(96 + people)}`,
    phone_number: `+9198765${String(10_000 + people)}`,
    email: null,
  })
  const { id } = await api.db
    .updateTable('deliveries')
    .set({
      state: 'failed',
      reason: 'recipient',
      attempts: 1,
      spent: 1,
      last_error_code: '131026',
      failed_at: Temporal.Now.instant().toString(),
    })
    .where('registration_id', '=', registration_id)
    .returning('id')
    .executeTakeFirstOrThrow()
  await addAttempt(api, id, {})
  return { id, registration_id }
}

async function addAttempt(
  api: Api,
  delivery_id: string,
  attempt: {
    number?: number
    outcome?: 'refused' | 'accepted' | 'in_doubt' | 'unsent'
    http_status?: number
  },
): Promise<void> {
  const values = { number: 1, outcome: 'refused' as const, http_status: 400, ...attempt }
  await api.db
    .insertInto('attempts')
    .values({ delivery_id, started_at: Temporal.Now.instant().toString(), ...values })
    .onConflict((it) => it.columns(['delivery_id', 'number']).doUpdateSet(values))
    .execute()
}

const rowOf = (api: Api, id: string) =>
  api.db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** As text, so that two looks at a row can be compared. */
const textOf = async (api: Api, id: string) => JSON.stringify(await rowOf(api, id))

const replaysOf = (api: Api, id: string) =>
  api.db.selectFrom('retries').selectAll().where('delivery_id', '=', id).execute()

const retry = (api: Api, id: string, body?: object) => api.admin.post(`/v1/deliveries/${id}/retry`, body)

void test('retry-delivery', async (t) => {
  const api = await startApi(t)

  await t.test('failed by a refusal, waits again with all its attempts before it', async (t) => {
    const { id } = await failedDelivery(api)
    await api.pool.query('delete from graphile_worker._private_jobs')
    const { status, json } = await retry(api, id)
    t.equal(status, 200)
    t.match(json, { id, state: 'pending', reason: null, attempts: 1, next_attempt_at: null, failed_at: /Z$/ })
    t.match(json['events'], [
      { state: 'pending' },
      { state: 'failed' },
      {
        state: 'pending',
        replay: {
          requested_by: 'tester',
          confirm_duplicate: false,
          was_state: 'failed',
          was_reason: 'recipient',
          was_error_code: '131026',
        },
      },
    ])
    t.match(await rowOf(api, id), { spent: 0, possible_duplicate: false, blocked_by_earlier: false })
    t.match(await replaysOf(api, id), [{ requested_by: 'tester', was_state: 'failed' }])
    await until(async () => {
      const { rows } = await api.pool.query(`select from graphile_worker.jobs where key = 'drain_outbox'`)
      return rows.length === 1
    })
  })

  await t.test('failed again after a retry, both failures and both retries are shown', async (t) => {
    const { id } = await failedDelivery(api)
    await retry(api, id)
    await api.pool.query(
      `update deliveries set state = 'failed', failed_at = clock_timestamp() where id = $1`,
      [id],
    )
    const { json } = await retry(api, id, { confirm_duplicate: true })
    t.match(json['events'], [
      { state: 'pending' },
      { state: 'failed' },
      { state: 'pending', replay: { confirm_duplicate: false } },
      { state: 'failed' },
      { state: 'pending', replay: { confirm_duplicate: true } },
    ])
  })

  await t.test('old, ranks as if published now', async (t) => {
    const { id } = await failedDelivery(api)
    await api.pool.query(
      `update deliveries set created_at = created_at - interval '3 d', rank = rank - interval '3 d' where id = $1`,
      [id],
    )
    await retry(api, id)
    const { rank } = await rowOf(api, id)
    t.ok(Temporal.Instant.compare(rank, Temporal.Now.instant().add({ hours: 23 })) > 0)
  })

  const HELD_OR_AWAY: Record<string, string> = {
    'held for an unknown cause': `update deliveries set state = 'held', reason = 'crash' where id = $1`,
    'expired before its deadline': `update deliveries set state = 'expired' where id = $1`,
    'failed after Meta had accepted it': `with a as (update attempts set outcome = 'accepted', failed_at = clock_timestamp() where delivery_id = $1)
       update deliveries set state = 'failed' where id = $1`,
    'failed as nothing left us': `with a as (update attempts set outcome = 'unsent', http_status = null where delivery_id = $1)
       update deliveries set state = 'failed' where id = $1`,
    'held with a template that is active again': `update deliveries set state = 'held', reason = 'template' where id = $1`,
  }
  for (const [circumstance, change] of Object.entries(HELD_OR_AWAY)) {
    await t.test(`${circumstance}, waits again`, async (t) => {
      const { id } = await failedDelivery(api)
      await api.pool.query(change, [id])
      t.match(await retry(api, id, {}), { status: 200, json: { state: 'pending' } })
    })
  }

  const MAY_HAVE_ARRIVED: Record<string, string> = {
    'in doubt': `update deliveries set state = 'in_doubt' where id = $1`,
    'held in doubt': `with a as (update attempts set outcome = 'in_doubt' where delivery_id = $1)
       update deliveries set state = 'held', reason = 'in_doubt' where id = $1`,
    accepted: `update deliveries set state = 'accepted' where id = $1`,
    sent: `update deliveries set state = 'sent' where id = $1`,
    'refused by a failing server': `with a as (update attempts set http_status = 503 where delivery_id = $1) update deliveries set state = 'failed' where id = $1`,
    'failed, an earlier attempt in doubt': `with a as (insert into attempts (delivery_id, number, started_at, outcome) values ($1, 2, now(), 'in_doubt'))
       update deliveries set state = 'failed', attempts = 2 where id = $1`,
    'failed, marked after a restore': `update deliveries set possible_duplicate = true where id = $1`,
  }
  for (const [circumstance, change] of Object.entries(MAY_HAVE_ARRIVED)) {
    await t.test(`${circumstance}, only when the duplicate is confirmed`, async (t) => {
      const { id } = await failedDelivery(api)
      await api.pool.query(change, [id])
      const { state } = await rowOf(api, id)
      const before = await textOf(api, id)
      t.match(await retry(api, id), { status: 409, json: { code: 'may_have_arrived', detail: /confirm/ } })
      t.match(await retry(api, id, { confirm_duplicate: false }), { status: 409 })
      t.equal(await textOf(api, id), before)
      t.match(await retry(api, id, { confirm_duplicate: true }), { status: 200, json: { state: 'pending' } })
      t.match(await replaysOf(api, id), [{ confirm_duplicate: true, was_state: state }])
    })
  }

  const REFUSED: Record<string, readonly [code: string, change: string]> = {
    delivered: ['has_arrived', `update deliveries set state = 'delivered' where id = $1`],
    read: ['has_arrived', `update deliveries set state = 'read' where id = $1`],
    pending: ['nothing_to_retry', `update deliveries set state = 'pending' where id = $1`],
    sending: ['nothing_to_retry', `update deliveries set state = 'sending' where id = $1`],
    "held by the day's limit": [
      'nothing_to_retry',
      `update deliveries set state = 'held', reason = 'daily_recipients' where id = $1`,
    ],
    cancelled: ['delivery_cancelled', `update deliveries set state = 'cancelled' where id = $1`],
    'withdrawn in doubt': [
      'delivery_withdrawn',
      `update deliveries set state = 'in_doubt', withdrawn = true where id = $1`,
    ],
    'past its deadline': [
      'delivery_expired',
      `update deliveries set expires_at = clock_timestamp() where id = $1`,
    ],
    'to someone suppressed': [
      'recipient_suppressed',
      `insert into recipients (channel, address, suppressed_at) select channel, recipient, now() from deliveries where id = $1`,
    ],
    'to someone erased': [
      'registration_erased',
      `update registrations set status = 'erased' where id = (select registration_id from deliveries where id = $1)`,
    ],
  }
  for (const [circumstance, [code, change]] of Object.entries(REFUSED)) {
    await t.test(`${circumstance}, refused also when a duplicate is confirmed`, async (t) => {
      const { id } = await failedDelivery(api)
      await api.pool.query(change, [id])
      const before = await textOf(api, id)
      t.match(await retry(api, id, { confirm_duplicate: true }), { status: 409, json: { code } })
      t.equal(await textOf(api, id), before)
      t.same(await replaysOf(api, id), [])
      await api.pool.query(`update deliveries set state = 'cancelled' where id = $1`, [id])
    })
  }

  for (const [change, act] of Object.entries({
    moved: (id: string) => api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time: 'Zohr Azaan' }),
    cancelled: (id: string) => api.admin.post(`/v1/duty-assignments/${id}/cancel`),
  })) {
    await t.test(`the duty was ${change} since, refused`, async (t) => {
      const { registration_id } = await failedDelivery(api)
      const duty = await assignedId(api, { registration_id })
      const { id } = await api.db
        .updateTable('deliveries')
        .set({ state: 'failed' })
        .where('registration_id', '=', registration_id)
        .where('template', '=', 'duty_allotment_confirmed')
        .returning('id')
        .executeTakeFirstOrThrow()
      await act(duty)
      t.match(await retry(api, id), { status: 409, json: { code: 'duty_changed' } })
    })
  }

  await t.test(
    'its template is held, refused whatever its state until the template is released',
    async (t) => {
      const { id } = await failedDelivery(api)
      await api.pool.query(`update deliveries set state = 'held', reason = 'template' where id = $1`, [id])
      await api.pool.query(`select hold_template('registration_received', 'en', '132015: paused')`)
      t.match(await retry(api, id), { status: 409, json: { code: 'template_held', detail: /release/ } })
      await api.pool.query(`update deliveries set state = 'failed', reason = 'request' where id = $1`, [id])
      t.match(await retry(api, id), { status: 409, json: { code: 'template_held' } })
      t.equal((await api.admin.post('/v1/templates/registration_received/release')).status, 200)
      t.match(await retry(api, id), { status: 200 })
    },
  )

  await t.test('asked twice at once, sent again once', async (t) => {
    const { id } = await failedDelivery(api)
    const answers = await Promise.all([retry(api, id), retry(api, id), retry(api, id)])
    t.same(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409, 409],
    )
    t.equal((await replaysOf(api, id)).length, 1)
  })

  await t.test(
    'a callback commits while the retry waits for its lock, it looks again and refuses',
    async (t) => {
      const { id } = await failedDelivery(api)
      const client = await api.pool.connect()
      try {
        await client.query('begin')
        await client.query(`update deliveries set state = 'delivered' where id = $1`, [id])
        const retried = retry(api, id, { confirm_duplicate: true })
        await lockAwaited(api)
        await client.query('commit')
        t.match(await retried, { status: 409, json: { code: 'has_arrived' } })
      } finally {
        client.release()
      }
    },
  )

  await t.test('an unknown id, an unknown field and a missing key are refused', async (t) => {
    t.match(await retry(api, NOBODY), { status: 404, json: { code: 'delivery_not_found' } })
    t.match(await retry(api, 'x'), { status: 400 })
    const { id } = await failedDelivery(api)
    t.match(await retry(api, id, { confirm_duplicate: 'yes' }), {
      status: 400,
      json: { errors: [{ pointer: '/confirm_duplicate' }] },
    })
    t.match(await retry(api, id, { confirm: true }), { status: 400 })
    t.equal((await api.call({ method: 'POST', url: `/v1/deliveries/${randomUUIDv7()}/retry` })).status, 401)
  })
})
