import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { AHMED, deliveriesOf, lockAwaited, startApi } from '../start-api.ts'
import { brief, idOf, importFile, sha256 } from './support.ts'

const PEOPLE = [
  'Name;Mobile;E-mail;WhatsApp opt-in',
  'Ahmed Ali;98765 43210;ahmed@example.org;',
  'Fatima Ali;98765 43210;;yes',
  'Bilal Khan;12;bilal@;no',
  'Office;022 2754 1234;;no',
  'Maryam;;maryam@example.org;',
  'AHMED  ALI;+91 98765 43210;other@example.org;no',
  'Zaid;98765 43211;;perhaps',
  ';98765 43212;;',
].join('\n')

void test('importing registrations', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
  })
  const people = () =>
    api.db
      .selectFrom('registrations')
      .select(['full_name', 'phone_number', 'email', 'whatsapp_opt_in', 'version'])
      .orderBy('full_name')
      .execute()

  await t.test('each row has its fate; a dry run says the same and writes nothing', async (t) => {
    const dry = await importFile(api, 'registrations', PEOPLE, { query: 'dry_run=true' })
    t.match(dry, { status: 200, json: { dry_run: true, rows: 8, created: 4, unchanged: 1, refused: 3 } })
    t.same([await people(), await deliveriesOf(api)], [[], []])
    const answer = await importFile(api, 'registrations', PEOPLE)
    t.match(answer, { status: 200, json: { dry_run: false, rows: 8, created: 4, unchanged: 1, refused: 3 } })
    t.same(brief(answer), [
      '2 created',
      '3 created',
      '4 refused too_short one_at_sign',
      '5 created',
      '6 created',
      '7 unchanged  registration_differs',
      '8 refused unknown_value',
      '9 refused no_letter',
    ])
    t.same(brief(dry), brief(answer))
    t.equal(idOf(answer, 7), idOf(answer, 2))
    t.equal(idOf(dry, 2), undefined)
    t.match(answer.text, /full_name, email, whatsapp_opt_in are kept as registered/)
    t.same((await deliveriesOf(api)).map(({ recipient }) => recipient).toSorted(), [
      '+919876543210',
      '+919876543210',
      'ahmed@example.org',
      'maryam@example.org',
    ])
    t.match(await people(), [
      { full_name: 'Ahmed Ali', whatsapp_opt_in: true },
      { full_name: 'Fatima Ali' },
      { full_name: 'Maryam', phone_number: null, whatsapp_opt_in: false },
      { full_name: 'Office', phone_number: '+912227541234', whatsapp_opt_in: false },
    ])
    const { rows } = await api.pool.query(
      `select action, details - 'sha256' as details from audit_log where details ->> 'sha256' = $1 order by id`,
      [sha256(PEOPLE)],
    )
    t.same(rows, [
      {
        action: 'personal_data.revealed',
        details: {
          dry_run: true,
          notify: 'never',
          rows: 8,
          created: 4,
          unchanged: 1,
          refused: 3,
        },
      },
      {
        action: 'registrations.imported',
        details: { notify: 'now', rows: 8, created: 4, unchanged: 1, refused: 3 },
      },
    ])
  })

  await t.test('a person is never changed; a file that says nothing new has no warning', async (t) => {
    await api.register({ ...AHMED, whatsapp_opt_in: false, phone_number: '+91 98765 43210' })
    const file = 'Name,Phone,Language\nahmed ali,9876543210,\n'
    t.same(brief(await importFile(api, 'registrations', file)), ['2 unchanged  registration_differs'])
    const same = 'Name,Phone,Email,Consent\nAhmed Ali,9876543210,,\n'
    t.same(brief(await importFile(api, 'registrations', same)), ['2 unchanged'])
    t.match(await people(), [
      { full_name: 'Ahmed Ali', whatsapp_opt_in: false, version: 1, email: AHMED.email },
    ])
  })

  await t.test('a language, is read by its code and by its name', async (t) => {
    const languages = ['EN', 'Urdu', 'हिन्दी', 'Tamil', 'the one of home']
    const rows = languages.map((language, index) => `Ahmed,987654321${index},${language}`)
    const answer = await importFile(api, 'registrations', ['Name,Phone,Language', ...rows].join('\n'))
    t.same(brief(answer), [
      '2 created',
      '3 created',
      '4 created',
      '5 refused language_not_configured',
      '6 refused language_not_configured',
    ])
    const { rows: stored } = await api.pool.query('select language from registrations order by phone_number')
    t.same(stored, [{ language: 'en' }, { language: 'ur' }, { language: 'hi' }])
  })

  await t.test('notify=never sends nothing; the same file again changes nothing', async (t) => {
    const query = 'notify=never'
    t.match(await importFile(api, 'registrations', PEOPLE, { query }), { json: { created: 4 } })
    const before = await people()
    const again = await importFile(api, 'registrations', PEOPLE)
    t.match(again, { json: { created: 0, unchanged: 5, refused: 3 } })
    t.same([await people(), await deliveriesOf(api)], [before, []])
  })

  await t.test('an import that was stopped, is finished by the next', async (t) => {
    const rows = Array.from({ length: 520 }, (_, index) => `Ali ${index},98765${43_210 + index},`)
    const file = ['Name,Phone,Email', ...rows].join('\n')
    await api.pool.query(`
      create function stop_import() returns trigger language plpgsql as $$ begin raise exception 'stopped'; end $$;
      create trigger stop_import before insert on registrations for each row when (new.full_name = 'Ali 510') execute function stop_import()`)
    t.match(await importFile(api, 'registrations', file), { status: 500 })
    t.equal((await people()).length, 500, 'the first chunk is kept whole, the second left out whole')
    await api.pool.query('drop function stop_import cascade')
    t.match(await importFile(api, 'registrations', file), {
      json: { rows: 520, created: 20, unchanged: 500, refused: 0 },
    })
    t.equal((await deliveriesOf(api)).length, 520)
    const { rows: audited } = await api.pool.query(
      `select details - 'sha256' - 'notify' as details from audit_log where details ->> 'sha256' = $1 order by id`,
      [sha256(file)],
    )
    t.same(audited, [
      { details: { rows: 520, created: 500, unchanged: 0, refused: 0, stopped: true } },
      { details: { rows: 520, created: 20, unchanged: 500, refused: 0 } },
    ])
  })

  await t.test('two imports of one file at once, register and tell each person once', async (t) => {
    const rows = Array.from({ length: 510 }, (_, index) => `Ali ${index},98765${43_210 + index}`)
    const backwards = ['Name,Phone', ...rows.toReversed()].join('\n')
    const answers = await Promise.all([
      importFile(api, 'registrations', ['Name,Phone', ...rows].join('\n')),
      importFile(api, 'registrations', backwards),
    ])
    const counts = answers.map(({ status, json }) => [status, json['refused'], json['rows']])
    t.same(counts, [
      [200, 0, 510],
      [200, 0, 510],
    ])
    t.equal(
      answers.reduce((sum, { json }) => sum + Number(json['created']), 0),
      510,
    )
    t.equal((await people()).length, 510)
    t.equal((await deliveriesOf(api)).length, 510)
  })

  await t.test('a sign-up that is not committed yet, is waited for', async (t) => {
    const client = await api.pool.connect()
    t.teardown(() => client.release())
    await client.query('begin')
    await client.query(
      `insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
       values (gen_random_uuid(), 'Ahmed Ali', 'ahmed ali', '+919876543210', true, 'en')`,
    )
    const importing = importFile(api, 'registrations', 'Name,Phone\nAhmed Ali,9876543210\nBilal,9876543211')
    await lockAwaited(api)
    await client.query('commit')
    t.same(brief(await importing), ['2 unchanged', '3 created'])
    const [import_of_one, sign_up] = await Promise.all([
      importFile(api, 'registrations', 'Name,Phone\nFatima,9876543212'),
      api.register({ full_name: 'Fatima', phone_number: '9876543212', email: null }),
    ])
    t.ok(
      (import_of_one.json['created'] === 1) === (sign_up.status === 409),
      `${import_of_one.text} ${sign_up.status}`,
    )
    t.equal((await deliveriesOf(api)).length, 2, 'Bilal and Fatima, once each')
  })

  await t.test('wrong calls say what to do', async (t) => {
    t.match(await importFile(api, 'registrations', PEOPLE, { query: '' }), {
      status: 400,
      json: { detail: 'notify: Say whether people get messages: now or never.' },
    })
    t.match(await importFile(api, 'registrations', PEOPLE, { query: 'notify=later' }), { status: 400 })
    t.match(await importFile(api, 'registrations', PEOPLE, { type: 'application/json' }), {
      status: 415,
      json: { detail: 'Send the CSV file with content-type: text/csv.' },
    })
    t.match(await importFile(api, 'registrations', '', {}), { status: 400 })
    t.match(await importFile(api, 'registrations', `${PEOPLE}\n${' '.repeat(10 * 1024 * 1024)}`), {
      status: 413,
      json: { detail: 'The body is too large: the limit is 10 MiB.' },
    })
    const charset = 'text/csv; charset=utf-8; header=present'
    t.match(await importFile(api, 'registrations', PEOPLE, { query: 'dry_run=1', type: charset }), {
      status: 400,
    })
    t.match(await importFile(api, 'registrations', PEOPLE, { query: 'dry_run=true', type: charset }), {
      status: 200,
    })
  })

  await t.test('needs the scope and pii, a dry run too', async (t) => {
    const without_pii = await makeKey(api.db, ['registrations'])
    const other_scope = await makeKey(api.db, ['assignments', 'pii'])
    const { secret } = await makeKey(api.db, ['registrations', 'pii'])
    for (const [key, missing] of [
      [without_pii, 'pii'],
      [other_scope, 'registrations'],
    ] as const) {
      const call = { secret: key.secret, query: 'dry_run=true' }
      t.match(await importFile(api, 'registrations', PEOPLE, call), {
        status: 403,
        json: { code: 'missing_scope', detail: new RegExp(missing) },
      })
    }
    t.match(await importFile(api, 'registrations', PEOPLE, { secret }), { status: 200 })
    t.match(await importFile(api, 'duty-assignments', 'Date', { secret }), { status: 403 })
  })
})
