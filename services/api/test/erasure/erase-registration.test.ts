import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import {
  ADMIN_SECRET,
  AHMED,
  type Api,
  assignedId,
  dateIn,
  deliveriesOf,
  lockAwaited,
  registeredId,
  startApi,
} from '../start-api.ts'
import {
  addJob,
  DIGITS,
  FORMER,
  personWithEverything,
  PERSON,
  stop,
  storeInbound,
  storeWebhook,
  WORDS,
} from './person-with-everything.ts'
import { claim, erase, recordAccepted, tracesIn, wamidFor } from './support.ts'

const RELATIVE = { full_name: 'Imran Khan', email: 'imran@example.org' }

const KEEP_PEOPLE = [
  'graphile_worker._private_jobs',
  'public.alerts',
  'public.attempts',
  'public.channels',
  'public.deliveries',
  'public.duty_assignment_versions',
  'public.duty_assignments',
  'public.idempotency_keys',
  'public.inbound_messages',
  'public.installation',
  'public.number_changes',
  'public.outbox',
  'public.recipient_aliases',
  'public.recipients',
  'public.registrations',
  'public.templates',
  'public.webhook_inbox',
]

void test('erase-registration', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query(
      'truncate registrations, outbox, deliveries, attempts, recipients, webhook_inbox, inbound_messages cascade',
    )
    await api.pool.query('truncate idempotency_keys, graphile_worker._private_jobs, alerts')
  })

  await t.test(
    'an attempt went to a number that was corrected before the next, nothing of it is left',
    async (t) => {
      const id = await registeredId(api, { ...PERSON, phone_number: FORMER })
      const [tried = ''] = await claim(api)
      await recordAccepted(api, tried, 'wamid.former')
      await api.pool.query(`select store_carried_attempts(array[$1]::uuid[])`, [tried])
      await api.pool.query(`update deliveries set recipient = $2 where id = $1`, [tried, PERSON.phone_number])
      await api.pool.query(`update attempts set recipient = $2 where delivery_id = $1`, [tried, FORMER])
      await api.pool.query(`update registrations set phone_number = $2 where id = $1`, [
        id,
        PERSON.phone_number,
      ])
      t.match(await erase(api, id), { status: 204 })
      t.same(await tracesIn(api, [...WORDS, FORMER.slice(1)]), [])
    },
  )

  await t.test('an erasure removes all personal data of a person', async (t) => {
    const { id, sent } = await personWithEverything(api)
    const tables = (await tracesIn(api, WORDS)).map((row) => row.split(':', 1).join())
    t.same([...new Set(tables)].toSorted(byName), KEEP_PEOPLE, 'the dump shows what there is')
    const counted = await countsIn(api)

    t.match(await erase(api, id), { status: 204, text: '' })

    const left = await tracesIn(api, [...WORDS, FORMER.slice(1), '919811122255'])
    t.ok(
      left.every((row) => row.startsWith('public.webhook_inbox: ')),
      'the notifier empties stored bodies',
    )
    t.match(await api.admin.get(`/v1/registrations/${id}`), {
      status: 404,
      json: { code: 'registration_not_found' },
    })
    t.match(await api.admin.get(`/v1/deliveries/${sent}`), {
      status: 200,
      json: {
        state: 'accepted',
        recipient: `erased:${sent}`,
        provider_message_id: null,
        registration_id: id,
      },
    })
    t.same(await countsIn(api), counted, 'counts stay')
    t.equal(Object.keys(counted).length, 3)
    t.match((await api.admin.get('/v1/channels')).text, /erased \(erased, erased\) complained/)
    t.match(await api.admin.get('/v1/audit-log?action=registration.erased'), {
      json: { items: [{ actor: 'tester', subject_id: id }] },
    })
  })

  await t.test(
    'the answer of a batch that names the person, is deleted with the reasons in it',
    async (t) => {
      const registration_id = await registeredId(api, PERSON)
      const answer = await api.call({
        method: 'POST',
        url: '/v1/duty-assignments/batch',
        headers: { 'idempotency-key': 'plan', authorization: `Bearer ${ADMIN_SECRET}` },
        payload: {
          items: [
            {
              registration_id,
              duty_date: dateIn(10),
              duty_time: 'Isha',
              override: { reason: 'Her knee hurts.' },
            },
          ],
        },
      })
      t.equal(answer.status, 200)
      t.not((await tracesIn(api, ['knee'])).length, 0)
      t.match(await erase(api, registration_id), { status: 204 })
      t.same(await tracesIn(api, ['knee']), [])
    },
  )

  await t.test('a repeated erasure or an unknown id, 404', async (t) => {
    const id = await registeredId(api, PERSON)
    await erase(api, id)
    t.match(await erase(api, id), { status: 404, json: { code: 'registration_not_found' } })
    t.match(await erase(api, randomUUIDv7()), { status: 404 })
    t.match(await erase(api, 'x'), { status: 400 })
  })

  await t.test('an outdated version is refused and erases nothing', async (t) => {
    const id = await registeredId(api, PERSON)
    t.match(await erase(api, id, { 'if-match': '"7"' }), { status: 412 })
    t.match(await api.admin.get(`/v1/registrations/${id}`), {
      status: 200,
      json: { full_name: PERSON.full_name },
    })
    t.match(await erase(api, id, { 'if-match': '"1"' }), { status: 204 })
  })

  await t.test('without an admin key, 401', async (t) => {
    const id = await registeredId(api, PERSON)
    t.match(await api.call({ method: 'DELETE', url: `/v1/registrations/${id}` }), { status: 401 })
  })

  await t.test(
    'what is unsent is withdrawn, duties are cancelled, and the person may register anew',
    async (t) => {
      const id = await registeredId(api, PERSON)
      const duty = await assignedId(api, { registration_id: id })
      await erase(api, id)
      t.ok(
        (await deliveriesOf(api)).every(({ state, reason }) => state === 'cancelled' && reason === 'erased'),
      )
      t.match(await api.admin.get(`/v1/duty-assignments/${duty}`), { json: { status: 'cancelled' } })
      t.match(await api.admin.patch(`/v1/registrations/${id}`, { language: 'ur' }), { status: 404 })
      t.equal((await api.register(PERSON)).status, 201)
      t.same((await claim(api)).length, 1, 'only the new registration is told')
    },
  )

  await t.test('two people one after the other, both are erased', async (t) => {
    const ids = [await registeredId(api, PERSON), await registeredId(api, { ...AHMED, email: null })]
    await claim(api)
    for (const id of ids) t.equal((await erase(api, id)).status, 204, 'also with both in flight')
    const { json } = await api.admin.get('/v1/registrations?status=erased')
    t.match(json['items'], [{ full_name: '', phone_number: '', email: null }, { full_name: '' }])
  })

  await t.test('erased while in flight, its answer and callbacks restore no personal data', async (t) => {
    const id = await registeredId(api, { ...PERSON, email: null })
    const [delivery = ''] = await claim(api)
    await erase(api, id)
    t.match(await deliveriesOf(api), [{ state: 'sending', withdrawn: true, reason: 'erased' }])

    const wamid = wamidFor(DIGITS, 'late')
    await recordAccepted(api, delivery, wamid)
    t.same(await tracesIn(api, WORDS), [])
    t.match(await deliveriesOf(api), [{ state: 'accepted', recipient: `erased:${delivery}` }])

    const item = {
      item: 0,
      delivery_id: delivery,
      attempt: 1,
      provider_message_id: wamid,
      text: 'to +919811122233',
    }
    await api.pool.query('select apply_receipts($1::jsonb, 4, interval $$10 minutes$$)', [
      JSON.stringify([{ ...item, read_at: Temporal.Now.instant().toString() }]),
    ])
    t.same(await tracesIn(api, WORDS), [])
    t.match(await deliveriesOf(api), [{ state: 'read' }], 'what became of it is still counted')
  })

  await t.test('in flight and then refused, it is not sent again', async (t) => {
    const id = await registeredId(api, { ...PERSON, email: null })
    const [delivery_id = ''] = await claim(api)
    await erase(api, id)
    const refused = {
      delivery_id,
      attempt: 1,
      outcome: 'refused',
      verdict: 'retry',
      counts_attempt: 1,
      text: 'no',
    }
    await api.pool.query(`select record_attempts($1::jsonb, 4, '600 s')`, [JSON.stringify([refused])])
    t.match(await deliveriesOf(api), [{ state: 'cancelled' }])
    t.match(await api.admin.post(`/v1/deliveries/${delivery_id}/retry`), { status: 409 })
  })

  await t.test('a relative has the same phone, keeps it and what waits there', async (t) => {
    const id = await registeredId(api, PERSON)
    const relative = await registeredId(api, { ...RELATIVE, phone_number: PERSON.phone_number })
    await claim(api)
    await storeInbound(api, PERSON.phone_number)
    await erase(api, id)
    t.match(await api.admin.get(`/v1/registrations/${relative}`), {
      json: { phone_number: PERSON.phone_number, inbound_messages: [{ text: 'From Zubeida' }] },
    })
    t.equal((await claim(api)).length, 1, 'and goes at once, although the other is in flight')
    t.same(await tracesIn(api, ['zubeida qureshi', PERSON.email]), [])
  })

  await t.test('a STOP, is kept as a hash and holds when the number comes back', async (t) => {
    const id = await registeredId(api, PERSON)
    await stop(api, PERSON.phone_number)
    await erase(api, id)
    t.same(await tracesIn(api, WORDS), [])

    await registeredId(api, { ...RELATIVE, phone_number: PERSON.phone_number })
    t.same(await claim(api), [])
    t.match((await deliveriesOf(api)).at(-2), {
      channel: 'whatsapp',
      state: 'cancelled',
      reason: 'suppressed',
    })
    const { rows } = await api.pool.query(`select address, suppressed_by from recipients`)
    t.same(
      rows.filter(({ suppressed_by }) => suppressed_by),
      [{ address: PERSON.phone_number, suppressed_by: 'stop_message' }],
    )
  })

  await t.test('a STOP from a phone that a relative shares, holds for the relative', async (t) => {
    const id = await registeredId(api, PERSON)
    await registeredId(api, { ...RELATIVE, phone_number: PERSON.phone_number })
    await stop(api, PERSON.phone_number)
    await erase(api, id)
    t.same(await claim(api), [])
    const { rows } = await api.pool.query(
      `select address from recipients where suppressed_by = 'stop_message'`,
    )
    t.same(rows, [{ address: PERSON.phone_number }])
  })

  await t.test('a STOP, holds for a registration that is changed to the number', async (t) => {
    await stop(api, PERSON.phone_number)
    await erase(api, await registeredId(api, PERSON))
    const relative = await registeredId(api, RELATIVE)
    await api.admin.patch(`/v1/registrations/${relative}`, { phone_number: PERSON.phone_number })
    t.same(await claim(api), [])
  })

  await t.test(
    'a relative is being registered meanwhile, the erasure waits and leaves them the number',
    async (t) => {
      const id = await registeredId(api, PERSON)
      await stop(api, PERSON.phone_number)
      const other = await api.pool.connect()
      t.teardown(() => other.release())
      await other.query('begin')
      await other.query(
        `insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
       values ($1, 'Imran Khan', 'imran khan', $2, true, 'en')`,
        [randomUUIDv7(), PERSON.phone_number],
      )
      const erased = erase(api, id)
      await lockAwaited(api)
      await other.query('commit')
      t.equal((await erased).status, 204)
      const { rows } = await api.pool.query(`select suppressed_by from recipients where address = $1`, [
        PERSON.phone_number,
      ])
      t.same(rows, [{ suppressed_by: 'stop_message' }])
    },
  )

  await t.test('a duty is assigned during the erasure, it is cancelled too', async (t) => {
    const id = await registeredId(api, PERSON)
    const other = await api.pool.connect()
    t.teardown(() => other.release())
    await other.query('begin')
    await other.query('select from registrations where id = $1 for share', [id])
    const erased = erase(api, id)
    await lockAwaited(api)
    const assigned = api.admin.post('/v1/duty-assignments', {
      registration_id: id,
      duty_date: dateIn(9),
      duty_time: 'Fajar Azaan',
    })
    await other.query('commit')
    t.equal((await erased).status, 204)
    t.match([201, 422].includes((await assigned).status), true)
    t.same(await tracesIn(api, WORDS), [])
  })

  await t.test(
    'a delivery is locked meanwhile, the channel is let go and the person is erased later',
    async (t) => {
      const id = await registeredId(api, { full_name: 'Gul Khan', phone_number: '98765 43299' })
      const [delivery] = (await deliveriesOf(api)).slice(-1)
      const recording = await api.pool.connect()
      await recording.query('begin')
      await recording.query('select from deliveries where id = $1 for no key update', [delivery?.id])
      const erasing = erase(api, id)
      await lockAwaited(api)
      const claiming = await api.pool.connect()
      await claiming.query('begin')
      await claiming.query(`set local lock_timeout = '5s'`)
      await claiming.query('select from channels for no key update')
      await claiming.query('rollback')
      claiming.release()
      await recording.query('commit')
      recording.release()
      t.equal((await erasing).status, 204)
      const withdrawn = (await deliveriesOf(api)).find((one) => one.id === delivery?.id)
      t.match(withdrawn, { state: 'cancelled', recipient: /^erased:/ })
    },
  )

  await t.test('stored webhook bodies, are left to the notifier, which reads the audit log', async (t) => {
    const id = await registeredId(api, PERSON)
    await storeWebhook(api, [{ field: 'messages', value: { messages: [{ from: DIGITS }] } }])
    await erase(api, id)
    t.match(await tracesIn(api, WORDS), [/^public.webhook_inbox: /])
    const { rows } = await api.pool.query(
      `
      select from webhook_inbox w join audit_log l on l.at >= w.received_at
      where l.action = 'registration.erased' and l.subject_id = $1`,
      [id],
    )
    t.equal(rows.length, 1)
  })

  await t.test('another job of an operator, to a relative on the same phone, stays', async (t) => {
    const id = await registeredId(api, PERSON)
    await registeredId(api, { ...RELATIVE, phone_number: PERSON.phone_number })
    await addJob(api, PERSON.phone_number, 'Imran Khan')
    await addJob(api, '098111 22233', PERSON.full_name)
    await erase(api, id)
    const { rows } = await api.pool.query(`
      select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'send_template'`)
    t.match(rows, [{ payload: { parameters: ['Imran Khan'] } }])
    t.equal(rows.length, 1)
  })
})

const byName = (a: string, b: string) => a.localeCompare(b)

async function countsIn(api: Api): Promise<Record<string, number>> {
  const { rows } = await api.pool.query<{ what: string; n: number }>(
    `select template || ' ' || state as what, count(*) as n from deliveries where state not in ('pending', 'cancelled') group by 1`,
  )
  return Object.fromEntries(rows.map(({ what, n }) => [what, n]))
}
