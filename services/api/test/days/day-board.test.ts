import { dutyDayText } from '@dutybell/shared/calendar/duty-date'
import { test } from 'tap'
import { callAs, makeKey } from '../keys/make-key.ts'
import { assignedId, dateIn, registeredId, startApi, TIME_ZONE } from '../start-api.ts'
import { addDutyTime, boardOf, callsOn, reachedOn, send } from './support.ts'

const DATE = dateIn(10)
const DAY = dutyDayText(Temporal.PlainDate.from(DATE))

void test('day board', async (t) => {
  let minutes_later = 0
  const now = () => Promise.resolve(Temporal.Now.instant().add({ minutes: minutes_later }))
  const api = await startApi(t, { now, META_WA_APP_SECRET: ['a-secret-of-the-app'] })
  t.beforeEach(async () => {
    minutes_later = 0
    await api.pool.query(
      'truncate registrations, outbox, deliveries, attempts, duty_times, recipients, meta_templates cascade',
    )
  })

  await t.test('duty times in their order, gaps and labels without a duty time', async (t) => {
    await addDutyTime(api, 'Isha', 2, 2)
    await addDutyTime(api, 'Fajar Azaan', 1, 1)
    const registration_id = await registeredId(api)
    const id = await assignedId(api, { registration_id, duty_time: 'isha.' })
    await assignedId(api, { registration_id, duty_time: 'Iftar' })
    const { status, json } = await api.admin.get(`/v1/days/${DATE}`)
    t.equal(status, 200)
    const due = Temporal.PlainDate.from(DATE)
      .subtract({ days: 1 })
      .toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '18:00' })
    t.match(json, {
      date: DATE,
      reminder_due_at: due.toInstant().toString(),
      duty_times: [
        { name: 'Fajar Azaan', places: 1, assignments: { length: 0 } },
        {
          name: 'Isha',
          places: 2,
          assignments: [
            {
              duty_assignment_id: id,
              version: 1,
              registration_id,
              full_name: 'Ahmed Ali',
              phone_number: '+919876543210',
              allotment: 'published',
              channels: { whatsapp: 'pending', email: 'pending' },
              reached: 'no',
            },
          ],
        },
        { name: 'Iftar', places: null, assignments: { length: 1 } },
      ],
      to_call: { length: 0 },
    })
  })

  await t.test('days, with the places that are taken and waiting', async (t) => {
    await addDutyTime(api, 'Isha', 2, 1)
    const registration_id = await registeredId(api)
    await assignedId(api, { registration_id, duty_time: 'Isha', notify: 'later' })
    await assignedId(api, { registration_id, duty_time: 'Iftar' })
    const cancelled = await assignedId(api, { registration_id, duty_time: 'Zohr' })
    await api.admin.post(`/v1/duty-assignments/${cancelled}/cancel`)
    const { json } = await api.admin.get(`/v1/days?from=${DATE}&to=${dateIn(11)}`)
    const isha = { name: 'Isha', places: 2 }
    t.same(json['items'], [
      {
        date: DATE,
        duty_times: [
          { ...isha, taken: 1, waiting: 1 },
          { name: 'Iftar', places: null, taken: 1, waiting: 0 },
        ],
      },
      { date: dateIn(11), duty_times: [{ ...isha, taken: 0, waiting: 0 }] },
    ])
    const { json: month } = await api.admin.get('/v1/days')
    t.match(month, { items: { length: 30, 0: { date: dateIn(0) } } })
  })

  for (const [query, pointer] of [
    ['/2035-02-30', '/date'],
    ['/tomorrow', '/date'],
    ['?from=2035-11-5', '/from'],
    ['?from=2035-11-05&to=2035-11-04', '/to'],
    ['?from=2035-01-01&to=2036-01-02', '/to'],
  ]) {
    await t.test(`${query}, is 400`, async (t) => {
      t.match(await api.admin.get(`/v1/days${query}`), {
        status: 400,
        json: { code: 'invalid_input', errors: [{ pointer }] },
      })
    })
  }

  await t.test('reached: by the newest message about the duty as it is', async (t) => {
    const registration_id = await registeredId(api)
    const id = await assignedId(api, { registration_id })
    const reached = async () => (await reachedOn(api, DATE)).join()
    t.equal(await reached(), 'Ahmed Ali: pending pending no')
    await send(api, 'whatsapp', 'accepted')
    t.equal(await reached(), 'Ahmed Ali: accepted pending no', 'a receipt may come')
    await send(api, 'email', 'accepted')
    t.equal(await reached(), 'Ahmed Ali: accepted accepted told')
    await api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time: 'Isha' })
    t.equal(await reached(), 'Ahmed Ali: pending pending no', 'nothing told the new version')
    await send(api, 'whatsapp', 'delivered')
    t.equal(await reached(), 'Ahmed Ali: delivered pending yes')
  })

  await t.test('reached: moved away and back, what was told before the moves counts again', async (t) => {
    const registration_id = await registeredId(api)
    const id = await assignedId(api, { registration_id })
    await send(api, 'whatsapp', 'delivered')
    await send(api, 'email', 'accepted')
    const move = (duty_time: string) => api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time })
    await move('Isha')
    await move('Fajar Azaan')
    minutes_later = 90
    t.same(await reachedOn(api, DATE), ['Ahmed Ali: delivered accepted yes'])
    t.same(await callsOn(api, DATE), [])
    await move('Isha')
    await send(api, 'whatsapp', 'delivered')
    await move('Fajar Azaan')
    t.same(await reachedOn(api, DATE), ['Ahmed Ali: pending null no'], 'the other time was told since')
  })

  await t.test('reached: moved away and back, told elsewhere counts again', async (t) => {
    const id = await assignedId(api, { registration_id: await registeredId(api), notify: 'never' })
    await api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time: 'Isha' })
    await api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time: 'Fajar Azaan' })
    minutes_later = 90
    t.same(await reachedOn(api, DATE), ['Ahmed Ali: null null told'])
  })

  await t.test('reached: where receipts are missing, accepted by WhatsApp is told', async (t) => {
    for (const phone_number of ['98765 43210', '98765 43211', '98765 43212']) {
      await assignedId(api, { registration_id: await registeredId(api, { phone_number, email: null }) })
    }
    await send(api, 'whatsapp', 'accepted')
    t.match(await reachedOn(api, DATE), [/accepted null no$/, /accepted null no$/, /accepted null no$/])
    minutes_later = 30
    t.match(await reachedOn(api, DATE), [/accepted null told$/, /accepted null told$/, /accepted null told$/])
  })

  await t.test('reached: told elsewhere counts until a message says more', async (t) => {
    await assignedId(api, { registration_id: await registeredId(api), notify: 'never' })
    minutes_later = 90
    t.same(await reachedOn(api, DATE), ['Ahmed Ali: null null told'])
    t.same(await callsOn(api, DATE), [])
  })

  await t.test('to call: each reason, the gravest of a person', async (t) => {
    const people = {
      changed: await registeredId(api, { full_name: 'Changed', phone_number: '98765 43211' }),
      draft: await registeredId(api, { full_name: 'Draft', phone_number: '98765 43212' }),
      none: await registeredId(api, {
        full_name: 'None',
        phone_number: '98765 43213',
        email: null,
        whatsapp_opt_in: false,
      }),
      stopped: await registeredId(api, { full_name: 'Stopped', phone_number: '98765 43214', email: null }),
      failed: await registeredId(api, { full_name: 'Failed', phone_number: '98765 43215', email: null }),
      late: await registeredId(api, { full_name: 'Late', phone_number: '98765 43216', email: null }),
      fine: await registeredId(api, { full_name: 'Fine', phone_number: '98765 43217' }),
    }
    await api.pool.query(`select store_number_change('+919876543211', null, 'm', now())`)
    await api.pool.query(
      `insert into recipients (channel, address, suppressed_at) values ('whatsapp', '+919876543214', now())
       on conflict (channel, address) do update set suppressed_at = now()`,
    )
    const assign = (registration_id: string, more = {}) => assignedId(api, { registration_id, ...more })
    await assign(people.late)
    await send(api, 'whatsapp', 'late_failure')
    await assign(people.failed)
    await send(api, 'whatsapp', 'failed')
    await assign(people.fine)
    await assign(people.none)
    await assign(people.stopped)
    await assign(people.draft, { notify: 'later' })
    await assign(people.changed)
    await assign(people.changed, { duty_time: 'Isha', notify: 'later' })
    await send(api, 'whatsapp', 'delivered')

    const at_once = [
      `Changed: number_changed: Fajar Azaan on ${DAY}`,
      `Draft: waiting: Fajar Azaan on ${DAY}`,
      `None: no_channel: Fajar Azaan on ${DAY}`,
      `Stopped: suppressed: Fajar Azaan on ${DAY}`,
    ]
    t.same(await callsOn(api, DATE), at_once)
    minutes_later = 61
    t.same(await callsOn(api, DATE), [
      ...at_once,
      `Failed: not_reached: Fajar Azaan on ${DAY}`,
      `Late: not_reached: Fajar Azaan on ${DAY}`,
    ])
    minutes_later = 11 * 24 * 60
    t.same(await callsOn(api, DATE), [], 'the day is over')
  })

  await t.test('without the scope pii, names are shown and numbers and addresses masked', async (t) => {
    const { secret } = await makeKey(api.db, ['assignments'])
    const { secret: wrong } = await makeKey(api.db, ['deliveries', 'pii'])
    await assignedId(api, { registration_id: await registeredId(api), notify: 'later' })
    const other = await assignedId(api, {
      registration_id: await registeredId(api, { full_name: 'Zaid', phone_number: '98765 43219' }),
    })
    const { status, json, text } = await callAs(api, secret)('GET', `/v1/days/${DATE}`)
    t.equal(status, 200)
    t.match(json, {
      duty_times: [
        {
          assignments: [
            {},
            {
              duty_assignment_id: other,
              phone_number: '91******3219',
              channels: { whatsapp: 'pending', email: 'pending' },
            },
          ],
        },
      ],
      to_call: [
        {
          full_name: 'Ahmed Ali',
          phone_number: '91******3210',
          email: 'a•••@example.org',
          reason: 'waiting',
        },
      ],
    })
    t.notMatch(text, /98765|ahmed@/)
    t.match(await callAs(api, wrong)('GET', `/v1/days/${DATE}`), {
      status: 403,
      json: { code: 'missing_scope' },
    })
    t.match((await boardOf(api, DATE)).to_call, [{ phone_number: '+919876543210' }])
  })
})
