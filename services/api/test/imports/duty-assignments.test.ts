import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { ADMIN_SECRET, dateIn, deliveriesOf, registeredId, startApi } from '../start-api.ts'
import { brief, idOf, importFile } from './support.ts'

const ADMIN = { authorization: `Bearer ${ADMIN_SECRET}` }
const WHATSAPP_ONLY = { email: null }
const two = (number: number) => String(number).padStart(2, '0')

void test('importing duty assignments', async (t) => {
  const api = await startApi(t)
  const day = Temporal.PlainDate.from(dateIn(10))
  const date = day.toString()
  const dotted = `${two(day.day)}.${two(day.month)}.${day.year}`
  let ahmed = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts, duty_times cascade')
    await api.pool.query(
      `insert into duty_times (id, name, key, starts_at, ends_at, places, position) values
         (gen_random_uuid(), 'Fajar Azaan', 'fajar azaan', '05:00', '06:00', 2, 1),
         (gen_random_uuid(), 'Isha Azaan', 'isha azaan', '20:00', '21:00', null, 2)`,
    )
    ahmed = await registeredId(api, WHATSAPP_ONLY)
    await registeredId(api, { full_name: 'Fatima Ali', email: 'fatima@example.org' })
    await registeredId(api, {
      full_name: 'Bilal Khan',
      phone_number: '98765 43211',
      email: 'bilal@example.org',
    })
    await registeredId(api, { full_name: 'Bilal Khan', phone_number: '98765 43212', ...WHATSAPP_ONLY })
    await registeredId(api, { full_name: 'Maryam', phone_number: '98765 43213', ...WHATSAPP_ONLY })
    await api.pool.query('truncate outbox, deliveries cascade')
  })
  const duties = () =>
    api.db
      .selectFrom('duty_assignments')
      .innerJoin('registrations', 'registrations.id', 'registration_id')
      .select(['full_name', 'duty_time', 'allotment', 'duty_assignments.version', 'duty_assignments.status'])
      .orderBy('duty_assignments.created_at')
      .orderBy('full_name')
      .execute()
  const importDuties = (file: string, query = 'notify=now') =>
    importFile(api, 'duty-assignments', file, { query })

  await t.test('a row names its person by id, number, address or name', async (t) => {
    const file = [
      'Duty;Date;registration_id;Phone;E-mail;Name',
      `Isha Azaan;${date};${ahmed};;;`,
      `Isha Azaan;${dotted};;98765 43210;;Fatima Ali`,
      `Isha Azaan;${date};;9876543211;;`,
      `Isha Azaan;${date};;98765-43212;;Bilal K.`,
      `Isha Azaan;${date};;;;Maryam`,
      `Isha Azan;${day.add({ days: 1 }).toString()};;;FATIMA@example.org;`,
      `Isha Azaan;${date};;022 2754 1234;bilal@example.org;`,
      `Isha Azaan;${date};;98765 43210;;`,
      `Isha Azaan;${date};;;;Bilal Khan`,
      `Isha Azaan;${date};;98765 49999;;Maryam`,
      `Isha Azaan;15/03/26;;;nobody@example.org;`,
      `;;;12;;`,
      `Isha Azaan;${date};;;;`,
    ].join('\n')
    const dry = await importDuties(file, 'dry_run=true')
    t.same(await duties(), [])
    const answer = await importDuties(file)
    t.match(answer, { status: 200, json: { rows: 13, created: 6, unchanged: 1, refused: 6 } })
    t.same(brief(answer), [
      '2 created',
      '3 created',
      '4 created',
      '5 created  name_differs',
      '6 created  found_by_name',
      '7 created  duty_time_unknown',
      '8 unchanged  number_unknown',
      '9 refused several_people',
      '10 refused several_people',
      '11 refused person_unknown',
      '12 refused person_unknown two_digit_year',
      '13 refused too_short missing no_letter',
      '14 refused missing',
    ])
    t.same(brief(dry), brief(answer))
    t.equal(idOf(answer, 8), idOf(answer, 4))
    t.equal((await duties()).length, 6)
    t.match(await importDuties(file), { json: { created: 0, unchanged: 7, refused: 6 } })
    t.equal((await deliveriesOf(api)).length, 9, 'each person on each of their channels')
  })

  await t.test(
    'duties of a person on one day, are told in one message; later and never as asked',
    async (t) => {
      const rows = ['Fajar Azaan', 'Isha Azaan'].map((duty) => `Maryam,${date},${duty}`)
      const file = ['Name,Date,Duty', ...rows].join('\n')
      t.match(await importDuties(file), { json: { created: 2 } })
      t.match(await deliveriesOf(api), { length: 1 })
      for (const [notify, allotment] of [
        ['later', 'waiting'],
        ['never', 'told_elsewhere'],
      ]) {
        const other = `Phone,Date,Duty\n98765 43211,${date},${notify}`
        t.match(await importDuties(other, `notify=${notify}`), { json: { created: 1 } })
        t.match((await duties()).at(-1), { allotment })
      }
      t.match(await deliveriesOf(api), { length: 1 })
    },
  )

  await t.test('overlaps, full and override are judged as in a batch', async (t) => {
    await api.pool.query(
      `insert into duty_times (id, name, key, starts_at, ends_at, position)
       values (gen_random_uuid(), 'Gate', 'gate', '05:30', '07:00', 3)`,
    )
    const file = [
      'Name,Phone,Date,Duty,Override',
      `,98765 43211,${date},Fajar Azaan,`,
      `,98765 43211,${date},Gate,`,
      `,98765 43212,${date},Fajar Azaan,`,
      `,98765 43213,${date},fajar azaan.,`,
      `Ahmed Ali,98765 43210,${date},Fajar Azaan,He lives next door`,
      `,98765 43213,${dateIn(-3)},Fajar Azaan,`,
    ].join('\n')
    const answer = await importDuties(file, 'notify=never')
    t.same(brief(answer), [
      '2 created',
      '3 refused duty_overlaps',
      '4 created',
      '5 refused duty_full',
      '6 created',
      '7 refused duty_in_the_past',
    ])
    await api.pool.query('update duty_assignments set duty_date = duty_date - 20')
    const past = file.replaceAll(date, day.subtract({ days: 20 }).toString())
    t.match(
      await importDuties(past),
      { json: { created: 0, unchanged: 3, refused: 3 } },
      'days that are over',
    )
  })

  await t.test('two imports of one file at once, and a dry run, agree on the places', async (t) => {
    const people = Array.from({ length: 503 }, (_, index) => 98766_00000 + index)
    const file = ['Phone,Name', ...people.map((phone, index) => `${phone},Ali ${index}`)].join('\n')
    t.match(await importFile(api, 'registrations', file, { query: 'notify=never' }), {
      json: { created: 503 },
    })
    await api.pool.query(`update duty_times set places = 501 where key = 'fajar azaan'`)
    const rows = people.map((phone) => `${phone},${date},Fajar Azaan`)
    const duty_file = ['Phone,Date,Duty', ...rows].join('\n')
    t.match(await importDuties(duty_file, 'dry_run=true'), { json: { created: 501, refused: 2 } })
    const answers = await Promise.all([importDuties(duty_file), importDuties(duty_file)])
    t.match(answers, [{ json: { refused: 2 } }, { json: { refused: 2 } }])
    t.equal(
      answers.reduce((sum, { json }) => sum + Number(json['created']), 0),
      501,
    )
    t.equal((await duties()).length, 501)
    t.equal((await deliveriesOf(api)).length, 501)
  })

  await t.test('an export that is imported again, changes nothing and refuses nothing', async (t) => {
    await registeredId(api, { full_name: '-Zaid, the "=1" one', phone_number: '98765 43214', language: 'en' })
    await registeredId(api, {
      full_name: 'Maryam',
      phone_number: null,
      whatsapp_opt_in: false,
      email: 'm@x.org',
    })
    await api.call({ method: 'DELETE', url: `/v1/registrations/${ahmed}`, headers: ADMIN })
    const file = [
      'Name,Phone,Date,Duty,Override',
      `,98765 43211,${date},=Fajar,`,
      `,98765 43211,${date},Isha Azaan,`,
      `,98765 43212,${date},Isha Azaan,"Next door,\nand late"`,
      `,98765 43213,${date},Gone,`,
    ].join('\n')
    t.match(await importDuties(file, 'notify=later'), { json: { created: 4 } })
    await api.pool.query(
      `update duty_assignments set duty_date = duty_date - 20 where duty_time = 'Isha Azaan'`,
    )
    const [gone] = (await api.pool.query(`select id from duty_assignments where duty_time = 'Gone'`)).rows
    await api.admin.post(`/v1/duty-assignments/${gone?.id}/cancel`)
    const tables = async () =>
      (
        await api.pool
          .query(`select to_jsonb(r) as row from registrations r union all select to_jsonb(a) from duty_assignments a
        union all select to_jsonb(o) from outbox o order by row`)
      ).rows
    const before = await tables()
    for (const [kind, rows] of [
      ['registrations', 7],
      ['duty-assignments', 4],
    ] as const) {
      const headers = { ...ADMIN, accept: 'text/csv' }
      const { text } = await api.call({ method: 'GET', url: `/v1/${kind}`, headers })
      const answer = await importFile(api, kind, text)
      t.match(answer, { status: 200, json: { rows, created: 0, unchanged: rows, refused: 0 } }, answer.text)
    }
    t.same(await tables(), before)
  })

  await t.test('needs the scope assignments and pii', async (t) => {
    const keys = [await makeKey(api.db, ['assignments']), await makeKey(api.db, ['assignments', 'pii'])]
    const file = `Name,Date,Duty\nMaryam,${date},Isha Azaan`
    const [without, having] = await Promise.all(
      keys.map(({ secret }) => importFile(api, 'duty-assignments', file, { secret, query: 'dry_run=true' })),
    )
    t.match(without, { status: 403, json: { code: 'missing_scope' } })
    t.match(having, { status: 200, json: { created: 1, dry_run: true } })
  })
})
