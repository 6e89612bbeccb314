import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { dateIn, registeredId, startApi } from '../start-api.ts'
import { Visitor } from './visitor.ts'

const AT = '/console/import'
const LIST = `Name,Mobile,E-mail,Remark
"<script>alert(1)</script> Bilal",98765 43211,bilal@example.org,"a ""quoted"" remark"
محمد یوسف,98765 43212,,
Nobody,12,,
Ahmed Ali,98765 43210,ahmed@example.org,`

void test('import: a pasted list is checked, corrected, applied once and reported, and no server keeps it', async (t) => {
  const api = await startApi(t)
  await registeredId(api)
  const visitor = new Visitor(api)
  await visitor.signIn()
  await visitor.get(AT)
  const first = visitor.forms().find(({ action }) => action === AT)?.fields ?? {}
  const people = { ...first, kind: 'registrations', step: 'check' }
  t.match(await visitor.upload(AT, people, { name: '', bytes: Buffer.alloc(0) }), {
    status: 422,
    text: /Paste a list, or choose a file/,
  })
  t.match(await visitor.upload(AT, { ...people, text: 'Name;Town\nAhmed;Pune' }), {
    status: 422,
    text: /<textarea[^>]*autofocus[^>]*>\nName;Town[^]*no column phone_number or email/,
  })
  const both = { name: 'list.csv', bytes: Buffer.from(LIST) }
  t.match(await visitor.upload(AT, { ...people, text: LIST }, both), { status: 422, text: /not both/ })

  await visitor.upload(AT, { ...people, text: LIST })
  t.match(
    visitor.page.text,
    /Nothing is written yet[^]*<dd>2<\/dd>[^]*Columns that are not read[^]*Remark[^]*Refused: 1[^]*Line 4[^]*Nobody[^]*too few digits[^]*Would be added: 2[^]*&#60;script&#62;[^]*محمد یوسف/,
  )
  t.notMatch(visitor.page.text, /<script/)
  t.equal((await api.db.selectFrom('registrations').select('id').execute()).length, 1)
  const { notify: _, ...checked } = visitor.forms().find(({ fields }) => 'text' in fields)?.fields ?? {}
  t.equal(checked['text']?.replaceAll('\r\n', '\n'), LIST, 'the list goes through the page')
  const report = await visitor.upload(AT, { ...checked, step: 'report' })
  t.match(report, {
    status: 200,
    headers: { 'content-disposition': 'attachment; filename="import-report.csv"' },
  })
  t.match(
    report.text,
    /line,outcome,reason,full_name,phone_number,email\r\n2,would be created,,[^]*4,refused,"?No mobile/,
  )
  t.match(await visitor.upload(AT, { ...checked, step: 'correct' }), {
    status: 200,
    text: /<textarea[^>]*>\nName,Mobile/,
  })
  t.match(await visitor.upload(AT, { ...checked, step: 'apply' }), {
    status: 422,
    text: /Say whether people get messages\. Nothing was written/,
  })
  const apply = { ...checked, step: 'apply', notify: 'never' }
  t.match(await visitor.upload(AT, apply), { status: 200, text: /2 people added; 1 row was left out/ })
  const done = visitor.forms().find(({ fields }) => 'report' in fields)?.fields ?? {}
  const downloaded = await visitor.upload(AT, done)
  t.match(downloaded.text, /2,created,[^]*4,refused,/)
  t.match(await visitor.upload(AT, apply), { status: 200, text: /Nothing new was in it/ }, 'a double tap')
  t.equal((await api.db.selectFrom('deliveries').select('id').execute()).length, 2, 'only of Ahmed Ali')
  const again = await visitor.upload(AT, people, { name: 'report.csv', bytes: Buffer.from(downloaded.text) })
  t.match(again.text, /would be added<\/dt><dd>0<[^]*There is nothing to import/, 'the report is a list')
  const entries = await api.db
    .selectFrom('audit_log')
    .selectAll()
    .where('action', '=', 'registrations.imported')
    .execute()
  t.match(entries, [
    { actor: 'tester', details: { via: 'console', created: 2 } },
    { details: { created: 0 } },
  ])

  const duties = `Mobile,Date,Duty\n98765 43210,${dateIn(5)},Fajar Azaan\n98765 43299,${dateIn(5)},Fajar Azaan`
  const file = { name: 'duties.csv', bytes: Buffer.from(`\uFEFF${duties}`, 'utf16le') }
  t.match(await visitor.upload(AT, { ...people, kind: 'duty_assignments' }, file), {
    text: /Refused: 1[^]*Would be added: 1[^]*Fajar Azaan/,
  })
  const planned = visitor.forms().find(({ fields }) => 'text' in fields)?.fields ?? {}
  t.match(await visitor.upload(AT, { ...planned, step: 'apply', notify: 'later' }), { text: /1 duty added/ })
  t.match(await api.db.selectFrom('duty_assignments').select('allotment').execute(), [
    { allotment: 'waiting' },
  ])
})

void test('import: a large file is chosen twice, one too large and other files are refused, and keys need pii', async (t) => {
  const api = await startApi(t)
  const keys = [
    await makeKey(api.db, ['registrations']),
    await makeKey(api.db, ['assignments', 'pii']),
  ] as const
  const visitor = new Visitor(api)
  await visitor.signIn()
  await visitor.get(AT)
  const first = visitor.forms().find(({ action }) => action === AT)?.fields ?? {}
  const people = { ...first, kind: 'registrations', step: 'check' }
  const remark = 'x'.repeat(1_000)
  const rows = Array.from({ length: 2_200 }, (_, n) => `Nobody,1,${remark}${n}`)
  const large = { name: 'large.csv', bytes: Buffer.from(['Name,Mobile,Remark', ...rows].join('\n')) }
  t.match((await visitor.upload(AT, people, large)).text, /Refused: 2200[^]*And 2000 more[^]*/)
  t.match(visitor.page.text, /Choose the same file again/)
  t.match(await visitor.upload(AT, { ...people, step: 'report' }, large), { text: /2201,refused,/ })
  const workbook = { name: 'list.xlsx', bytes: Buffer.from('504b030400', 'hex') }
  t.match(await visitor.upload(AT, people, workbook), { status: 422, text: /save it as CSV UTF-8/ })
  const huge = { name: 'huge.csv', bytes: Buffer.alloc(10 * 1024 * 1024 + 1, 'x') }
  t.match(await visitor.upload(AT, people, huge), { status: 413, text: /10 MiB/ })

  const blind = new Visitor(api)
  await blind.signIn(keys[0].secret)
  t.match(await blind.get(AT), { status: 403, text: /pii/ })
  const planner = new Visitor(api)
  await planner.signIn(keys[1].secret)
  t.notMatch((await planner.get(AT)).text, /value="registrations"/)
  const own = planner.forms().find(({ action }) => action === AT)?.fields ?? {}
  t.equal(
    (await planner.upload(AT, { ...own, kind: 'registrations', step: 'check', text: LIST })).status,
    403,
  )
  t.equal(
    (await planner.upload(AT, { kind: 'duty_assignments', step: 'check', text: LIST })).status,
    403,
    'no token',
  )
  t.equal((await new Visitor(api).upload(AT, { ...people, text: LIST })).status, 403, 'signed out')
})
