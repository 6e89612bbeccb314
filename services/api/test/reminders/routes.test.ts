import { test } from 'tap'
import { assignedId, dateIn, deliveriesOf, registeredId, startApi, TIME_ZONE } from '../start-api.ts'

void test('reminders/run', async (t) => {
  const eve = Temporal.PlainDate.from(dateIn(9)).toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '09:00' })
  const api = await startApi(t, { now: async () => eve.toInstant() })
  const registration_id = await registeredId(api)
  await assignedId(api, { registration_id, duty_time: 'Fajar Azaan' })
  await assignedId(api, { registration_id, duty_time: 'Zohr Azaan' })
  const told = { registration_id, duty_times: ['Fajar Azaan', 'Zohr Azaan'] }
  const reminders = async () =>
    (await deliveriesOf(api)).filter((delivery) => delivery.template === 'duty_reminder_tomorrow')

  await t.test('a dry run for any date lists the messages and publishes none', async (t) => {
    const answer = await api.admin.post('/v1/reminders/run', { dry_run: true })
    t.same(answer.json, { date: dateIn(10), dry_run: true, published: [told], skipped: [] })
    const other = await api.admin.post('/v1/reminders/run', { date: dateIn(3), dry_run: true })
    t.match(other, { status: 200, json: { published: [] } })
    t.same(await reminders(), [])
  })

  await t.test("another date than tomorrow's, is refused", async (t) => {
    t.match(await api.admin.post('/v1/reminders/run', { date: dateIn(11) }), {
      status: 422,
      json: { code: 'reminder_date_not_tomorrow' },
    })
  })

  await t.test('an impossible date, an unknown field, a wrong type, are refused and named', async (t) => {
    const faulty = [
      ['date', '2026-02-30'],
      ['dates', dateIn(10)],
      ['dry_run', 'true'],
    ] as const
    for (const [field, value] of faulty) {
      t.match(await api.admin.post('/v1/reminders/run', { [field]: value }), {
        status: 400,
        json: { errors: [{ pointer: `/${field}` }] },
      })
    }
  })

  await t.test('without a body, reminds of tomorrow; again, skips who was reminded', async (t) => {
    const first = await api.admin.post('/v1/reminders/run')
    t.equal(first.status, 200)
    t.same(first.json, { date: dateIn(10), dry_run: false, published: [told], skipped: [] })
    t.match(await reminders(), [{ channel: 'whatsapp' }, { channel: 'email' }])
    const second = await api.admin.post('/v1/reminders/run', { date: dateIn(10) })
    t.same(second.json, {
      date: dateIn(10),
      dry_run: false,
      published: [],
      skipped: [{ registration_id, reason: 'already_reminded' }],
    })
    t.equal((await reminders()).length, 2)
  })
})
