import { sql } from 'kysely'
import { test } from 'tap'
import { ADMIN_SECRET, registeredId, startApi } from '../start-api.ts'
import { Visitor } from './visitor.ts'

void test('console: a form that was sent after the session had ended is given back after signing in', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api)
  const at = `/console/people/${id}`
  const visitor = new Visitor(api)
  await visitor.signIn()
  await visitor.get(`${at}/edit`)
  const opened = visitor.forms().find(({ action }) => action === `${at}/edit`)?.fields ?? {}
  const typed = { ...opened, full_name: 'Ahmed "A" <b>Khan</b>', language: 'en', whatsapp_opt_in: 'yes' }
  await sql`delete from console_sessions`.execute(api.db)
  t.match(await visitor.post(`${at}/edit`, typed), { status: 403, text: /What you filled in is kept/ })
  t.match(await visitor.submit('/console', { key: 'wrong' }), { status: 401, text: /name="kept"/ })
  t.match(await visitor.submit('/console', { key: ADMIN_SECRET }), {
    status: 200,
    text: /Send it now\?[^]*Ahmed &#34;A&#34; &#60;b&#62;Khan/,
  })
  t.match(await visitor.submit(`${at}/edit`), { status: 303, headers: { location: at } })
  t.match((await visitor.get(at)).text, /Ahmed &#34;A&#34; &#60;b&#62;Khan&#60;\/b&#62; is saved/)

  const tab = await visitor.post(`${at}/stop-whatsapp`, { form_token: 'of the session before', version: '2' })
  t.match(tab, { status: 403, text: /Send it now/ })
  t.equal((await visitor.submit(`${at}/stop-whatsapp`)).status, 303)
  for (const kept of [
    '{',
    '{"action":"https://evil.example/","fields":{}}',
    '{"action":"//evil.example/console/","fields":{}}',
  ]) {
    t.equal(
      (await new Visitor(api).post('/console', { key: ADMIN_SECRET, kept })).headers['location'],
      '/console',
    )
  }
  await visitor.get('/console/settings')
  await sql`delete from console_sessions`.execute(api.db)
  const key = 'name=helper&scopes=deliveries&scopes=assignments&lifetime='
  t.match(await visitor.postText('/console/settings/keys', key), { status: 403, text: /is kept/ })
  await visitor.submit('/console', { key: ADMIN_SECRET })
  t.match(visitor.page.text, /<dd dir="auto">deliveries, assignments</)
  const [shown = ''] = visitor.page.text.split('</form>')
  const fields = [...shown.matchAll(/name="(\w+)" value="([^"]*)"/g)]
  const again = new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value]))
  t.match((await visitor.postText('/console/settings/keys', again.toString())).text, /The key helper/)

  const foreign = { 'sec-fetch-site': 'cross-site' }
  t.match(await visitor.post(`${at}/edit`, typed, foreign), { status: 403, text: /came from another site/ })
})

void test('import: a list that was sent after the session had ended is given back after signing in', async (t) => {
  const api = await startApi(t)
  const at = '/console/import'
  const rows = Array.from({ length: 2_000 }, (_, n) => `"Zoë ""Z"" <b>${n}</b>",98765 ${40_000 + n}`)
  const list = ['Name,Mobile', ...rows].join('\n')
  const visitor = new Visitor(api)
  const endSessions = () => sql`delete from console_sessions`.execute(api.db)
  const opened = { step: 'check', kind: 'registrations', form_token: 'of the session before' }
  const files = [undefined, { name: 'utf16.csv', bytes: Buffer.from(`\uFEFF${list}`, 'utf16le') }] as const
  for (const file of files) {
    const [name, fields] = file === undefined ? ['text', { ...opened, text: list }] : ['file', opened]
    t.match(await visitor.upload(at, fields, file), { status: 403, text: /What you filled in is kept/ })
    t.match(await visitor.submit('/console', { key: 'wrong' }), { status: 401, text: /name="kept"/ })
    const shown = await visitor.submit('/console', { key: ADMIN_SECRET })
    t.match(shown.text, new RegExp(`Send it now[^]*<textarea aria-label="${name}"[^>]*>\nName,Mobile\r?\n`))
    t.match(await visitor.submit(at), { status: 200, text: /Would be added: 2000/ })

    t.match(await visitor.upload(at, fields, file), { status: 403, text: /Send it now/ }, 'another session')
    await endSessions()
    t.match(await visitor.submit(at), { status: 403, text: /What you filled in is kept/ }, 'ended again')
    await visitor.submit('/console', { key: ADMIN_SECRET })
    t.match(await visitor.submit(at), { status: 200, text: /Would be added: 2000/ })
    await endSessions()
  }
  t.equal((await api.db.selectFrom('registrations').select('id').execute()).length, 0)

  const lost = { status: 403, text: /You are signed out[^]*Nothing was changed/ }
  const workbook = { name: 'list.xlsx', bytes: Buffer.from('504b030400', 'hex') }
  t.match(await visitor.upload(at, opened, workbook), lost)
  for (const characters of [600_000, 5_000_000])
    t.match(await visitor.upload(at, { ...opened, text: 'x'.repeat(characters) }), lost)
  t.notMatch(visitor.page.text, /name="kept"/)
})
