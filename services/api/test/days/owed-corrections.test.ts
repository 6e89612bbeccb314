import { languagesJson } from '@dutybell/shared/templates/languages'
import { dutyDayText } from '@dutybell/shared/calendar/duty-date'
import { test } from 'tap'
import { ADMIN_SECRET, assignedId, dateIn, registeredId, startApi } from '../start-api.ts'
import { approve, callsOn, send } from './support.ts'

const DATE = dateIn(10)
const LATER = dateIn(12)
const DAY = dutyDayText(Temporal.PlainDate.from(DATE))
const LATER_DAY = dutyDayText(Temporal.PlainDate.from(LATER))

const CANCELLED = `Ahmed Ali: owed_correction: was Fajar Azaan on ${DAY}, now cancelled`
const MOVED = `Ahmed Ali: owed_correction: was Fajar Azaan on ${DAY}, now Isha Azaan on ${LATER_DAY}`
const MOVED_BACK = `Ahmed Ali: owed_correction: was Isha Azaan on ${LATER_DAY}, now Fajar Azaan on ${DAY}`

void test('owed corrections', async (t) => {
  let days_later = 0
  const now = () => Promise.resolve(Temporal.Now.instant().add({ hours: 24 * days_later }))
  const api = await startApi(t, { now, META_WA_APP_SECRET: ['a-secret-of-the-app'] })
  let registration_id = ''
  t.beforeEach(async () => {
    days_later = 0
    await api.pool.query(
      'truncate registrations, outbox, deliveries, attempts, recipients, meta_templates, duty_times cascade',
    )
    registration_id = await registeredId(api)
    await send(api, 'whatsapp', 'delivered')
    await send(api, 'email', 'accepted')
  })
  const cancel = (id: string) => api.admin.post(`/v1/duty-assignments/${id}/cancel`)
  const move = (id: string, change: object = { duty_date: LATER, duty_time: 'Isha Azaan' }) =>
    api.admin.patch(`/v1/duty-assignments/${id}`, change)
  const moveBack = (id: string) => move(id, { duty_date: DATE, duty_time: 'Fajar Azaan' })
  const tick = (id: string, version: number) =>
    api.admin.post(`/v1/duty-assignments/${id}/told-by-phone`, { version })

  await t.test('cancelled before it was told, nothing is owed', async (t) => {
    const id = await assignedId(api, { registration_id })
    await cancel(id)
    t.same(await callsOn(api, DATE), [])
  })

  await t.test(
    'cancelled after WhatsApp told it, an e-mail does not settle it; over with the day',
    async (t) => {
      const id = await assignedId(api, { registration_id })
      await send(api, 'whatsapp', 'accepted')
      await cancel(id)
      t.same(await callsOn(api, DATE), [CANCELLED])
      const authorization = `Bearer ${ADMIN_SECRET}`
      const csv = await api.call({ url: `/v1/days/${DATE}`, headers: { authorization, accept: 'text/csv' } })
      t.match(csv.text, `,owed_correction,"was Fajar Azaan on ${DAY}, now cancelled"\r\n`)
      await send(api, 'email', 'accepted')
      t.same(await callsOn(api, DATE), [CANCELLED])
      days_later = 11
      t.same(await callsOn(api, DATE), [])
    },
  )

  await t.test('told by e-mail alone, an accepted e-mail settles it', async (t) => {
    const id = await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'failed')
    await send(api, 'email', 'accepted')
    await cancel(id)
    t.same(await callsOn(api, DATE), [CANCELLED])
    await send(api, 'email', 'accepted')
    t.same(await callsOn(api, DATE), [])
  })

  for (const [outcome, calls] of [
    ['accepted', [CANCELLED]],
    ['failed', [CANCELLED]],
    ['late_failure', [CANCELLED]],
    ['delivered', []],
    ['read', []],
  ] as const) {
    await t.test(
      `a correction by WhatsApp that is ${outcome}, ${calls.length === 0 ? 'settles' : 'does not settle'}`,
      async (t) => {
        await approve(api, 'duty_cancelled')
        const id = await assignedId(api, { registration_id })
        await send(api, 'whatsapp', 'read')
        await cancel(id)
        await send(api, 'whatsapp', outcome)
        t.same(await callsOn(api, DATE), calls)
      },
    )
  }

  for (const outcome of ['sending', 'in_doubt'] as const) {
    await t.test(`cancelled while the message is ${outcome}, it may have been told`, async (t) => {
      const id = await assignedId(api, { registration_id })
      await send(api, 'whatsapp', outcome)
      await cancel(id)
      t.same(await callsOn(api, DATE), [CANCELLED])
    })
  }

  await t.test(
    'moved, it is owed on the old date; an allotment of the new date settles nothing',
    async (t) => {
      const id = await assignedId(api, { registration_id })
      await send(api, 'whatsapp', 'read')
      await move(id)
      t.same(await callsOn(api, DATE), [MOVED])
      await send(api, 'whatsapp', 'read')
      t.same(await callsOn(api, DATE), [MOVED])
      t.same(await callsOn(api, LATER), [])
    },
  )

  await t.test('moved away and back before anybody was told, nothing is owed', async (t) => {
    const id = await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'read')
    await move(id)
    await moveBack(id)
    t.same([...(await callsOn(api, DATE)), ...(await callsOn(api, LATER))], [])
  })

  await t.test('moved away and back after the correction went out, that is owed on its date', async (t) => {
    await approve(api, 'duty_changed')
    const id = await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'read')
    await move(id)
    await send(api, 'whatsapp', 'read')
    t.same(await callsOn(api, DATE), [])
    await moveBack(id)
    t.same(await callsOn(api, DATE), [])
    t.same(await callsOn(api, LATER), [MOVED_BACK])
    await send(api, 'whatsapp', 'delivered')
    t.same(await callsOn(api, LATER), [])
  })

  await t.test(
    'moved twice, the version that was told is owed until the second correction arrives',
    async (t) => {
      await approve(api, 'duty_changed')
      const id = await assignedId(api, { registration_id })
      await send(api, 'whatsapp', 'read')
      await move(id, { duty_time: 'Zohr Azaan' })
      await move(id)
      t.same(await callsOn(api, DATE), [MOVED])
      await send(api, 'whatsapp', 'delivered')
      t.same(await callsOn(api, DATE), [])
    },
  )

  await t.test('ticked off, nothing is owed; a later change is owed again', async (t) => {
    const id = await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'read')
    await move(id)
    t.equal((await tick(id, 2)).status, 200)
    t.same(await callsOn(api, DATE), [])
    await cancel(id)
    t.same(await callsOn(api, DATE), [], 'the call settled the first version')
    t.same(await callsOn(api, LATER), [
      `Ahmed Ali: owed_correction: was Isha Azaan on ${LATER_DAY}, now cancelled`,
    ])
    await tick(id, 3)
    t.same(await callsOn(api, LATER), [])
  })

  await t.test('moved away and back, and then renamed, nothing is owed nor sent', async (t) => {
    const { json: time } = await api.admin.post('/v1/duty-times', { name: 'Fajar Azaan' })
    const id = await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'read')
    await send(api, 'email', 'accepted')
    await move(id)
    await moveBack(id)
    await api.admin.patch(`/v1/duty-times/${String(time['id'])}`, { name: 'Fajr Prayer' })
    t.same(await callsOn(api, DATE), [])
    const { rows } = await api.pool.query(`select tell_all_duties($1, $2) as messages`, [
      DATE,
      languagesJson(['en']),
    ])
    t.same(rows, [{ messages: 0 }])
    await cancel(id)
    t.same(await callsOn(api, DATE), [CANCELLED], 'in the words that the person was told')
  })

  await t.test('told elsewhere and cancelled, it is owed', async (t) => {
    const id = await assignedId(api, { registration_id, notify: 'never' })
    await cancel(id)
    t.same(await callsOn(api, DATE), [CANCELLED])
  })

  await t.test('one of two duties of a message cancelled, only that one is owed', async (t) => {
    const id = await assignedId(api, { registration_id, notify: 'later' })
    await assignedId(api, { registration_id, duty_time: 'Isha Azaan', notify: 'later' })
    await api.admin.post('/v1/duty-assignments/notify', {})
    await send(api, 'whatsapp', 'read')
    await cancel(id)
    t.same(await callsOn(api, DATE), [CANCELLED])
  })

  await t.test('a cancelled night, each person who was told is owed one call', async (t) => {
    const fatima = await registeredId(api, { full_name: 'Fatima Ali', phone_number: '98765 43211' })
    await assignedId(api, { registration_id })
    await assignedId(api, { registration_id, duty_time: 'Isha Azaan' })
    await assignedId(api, { registration_id: fatima })
    await send(api, 'whatsapp', 'read')
    const night = { duty_date: DATE, expected_count: 3 }
    t.match(await api.admin.post('/v1/duty-assignments/cancel', night), { json: { cancelled: 3 } })
    t.same(await callsOn(api, DATE), [CANCELLED, CANCELLED.replace('Ahmed', 'Fatima')])
  })

  await t.test('handed over, the person who lost the duty is owed', async (t) => {
    const fatima = await registeredId(api, { full_name: 'Fatima Ali', phone_number: '98765 43211' })
    const id = await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'read')
    await api.admin.post(`/v1/duty-assignments/${id}/hand-over`, { registration_id: fatima })
    t.same(await callsOn(api, DATE), [CANCELLED])
  })

  await t.test('an erased person, is owed nothing', async (t) => {
    await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'read')
    await send(api, 'email', 'accepted')
    const headers = { authorization: 'Bearer a-secret-of-the-test' }
    const url = `/v1/registrations/${registration_id}`
    t.equal((await api.call({ method: 'DELETE', url, headers })).status, 204)
    t.same(await callsOn(api, DATE), [])
  })
})
