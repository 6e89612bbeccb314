import { unsubscribeUrlsOf } from '@dutybell/shared/unsubscribe/unsubscribe-token'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { AHMED, deliveriesOf, registeredId, startApi } from '../start-api.ts'

const ADDRESS = AHMED.email

const ENTRY = { actor: 'email', subject_type: 'registration', request_id: String }

void test('the link that stops e-mail', async (t) => {
  const api = await startApi(t)
  const pathTo = async (address: string) =>
    new URL(await unsubscribeUrlsOf(api.db, 'https://duties.example.org/')(address)).pathname
  const path = await pathTo(ADDRESS)
  const ahmed = await registeredId(api)
  const brother = await registeredId(api, { full_name: 'Bilal Ali' })
  const other = await registeredId(api, { full_name: 'Chand Ali', email: 'chand@example.org' })
  const suppressionOf = async (id: string) =>
    (await api.admin.get(`/v1/registrations/${id}`)).json['suppression']
  const statesOf = async () =>
    (await deliveriesOf(api)).map(({ channel, recipient, state, reason }) => ({
      channel,
      recipient,
      state,
      reason,
    }))
  const oneClick = (url: string) =>
    api.call({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    })

  await t.test('it shows no address, and neither its token nor an index of the database does', async (t) => {
    t.match(path, /^\/unsubscribe\/[\w-]+$/)
    t.notMatch(Buffer.from(path.slice(13), 'base64url').toString('latin1'), /ahmed|example/i)
    t.equal(path, await pathTo(ADDRESS))
    t.not(path, await pathTo('chand@example.org'))
  })

  await t.test('GET and HEAD change nothing, and need no key', async (t) => {
    const before = await statesOf()
    const page = await api.call({ url: path })
    t.equal(page.status, 200)
    t.match(page.headers, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    t.match(
      String(page.headers['content-security-policy']),
      /^default-src 'none';style-src 'sha256-[^']+';form-action 'self';frame-ancestors 'none';base-uri 'none'$/,
    )
    t.match(
      page.text,
      /a•••@example\.org[^]*<form method="post"><button name="preference" value="stop">Stop e-mails/,
    )
    t.notMatch(page.text, /ahmed|<script|https?:/i)
    t.equal((await api.call({ method: 'HEAD', url: path })).status, 200)
    t.same(await statesOf(), before)
    t.match(await suppressionOf(ahmed), { email: null })
    t.match((await api.admin.get('/v1/audit-log?action=preference.suppressed')).json, { items: [] })
  })

  await t.test('the page has the language of the message, and ignores other parameters', async (t) => {
    const urdu = await api.call({ url: `${path}?language=ur` })
    t.match(urdu.text, /<html lang="ur" dir="rtl">[^]*یہ ای میلز بند کریں؟[^]*<bdi>a•••@example\.org/)
    t.match((await api.call({ url: '/unsubscribe/x?language=hi' })).text, /यह लिंक काम नहीं करता/)
    for (const query of ['language=fil', 'utm_source=mail', 'language=%22%3E']) {
      const { text } = await api.call({ url: `${path}?${query}` })
      t.match(text, /<html lang="en" dir="ltr">[^]*Stop these e-mails\?/)
    }
  })

  await t.test(
    'one click of a mail program suppresses all registrations of the address, and withdraws what waits',
    async (t) => {
      const { status, text } = await oneClick(path)
      t.equal(status, 200)
      t.match(text, /E-mails are stopped[^]*value="start">Undo/)
      for (const id of [ahmed, brother]) {
        t.match(await suppressionOf(id), { whatsapp: null, email: { since: String, by: 'unsubscribe_link' } })
      }
      t.match(await suppressionOf(other), { email: null })
      t.match(
        (await statesOf()).filter(({ channel }) => channel === 'email'),
        [
          { recipient: ADDRESS, state: 'cancelled', reason: 'suppressed' },
          { recipient: ADDRESS, state: 'cancelled', reason: 'suppressed' },
          { recipient: 'chand@example.org', state: 'pending', reason: null },
        ],
      )
      t.ok((await statesOf()).every(({ channel, state }) => channel === 'email' || state === 'pending'))
      const { json } = await api.admin.get('/v1/audit-log?action=preference.suppressed')
      t.match(json['items'], [ENTRY, ENTRY])
      const subjects = await api.db
        .selectFrom('audit_log')
        .select('subject_id')
        .distinct()
        .orderBy('subject_id')
        .execute()
      t.match(subjects, [{ subject_id: ahmed }, { subject_id: brother }])
    },
  )

  await t.test('a repetition changes nothing and is told the same', async (t) => {
    const before = await suppressionOf(ahmed)
    const [one, two] = await Promise.all([oneClick(path), api.call({ method: 'POST', url: path })])
    t.match([one.status, two.status], [200, 200])
    t.match((await api.call({ url: path })).text, /E-mails are stopped/)
    t.same(await suppressionOf(ahmed), before)
    t.equal((await api.db.selectFrom('email_preference_news').selectAll().execute()).length, 2)
  })

  await t.test('a further registration of the address gets no e-mail either', async (t) => {
    const again = await registeredId(api, { full_name: 'Dawud Ali' })
    t.match(await suppressionOf(again), { email: { by: 'unsubscribe_link' } })
  })

  await t.test('undo ends it, and what was withdrawn stays so', async (t) => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, text } = await api.call({
      method: 'POST',
      url: path,
      headers: form,
      payload: 'preference=start',
    })
    t.equal(status, 200)
    t.match(text, /E-mails are sent again[^]*value="stop"/)
    t.match(await suppressionOf(ahmed), { email: null })
    t.ok((await statesOf()).some(({ state }) => state === 'cancelled'))
    const { json } = await api.admin.get('/v1/audit-log?action=preference.resumed')
    t.match(json['items'], [{ actor: 'email' }, { actor: 'email' }, { actor: 'email' }])
  })

  await t.test('the multipart form of RFC 8058 is one click too', async (t) => {
    const payload = [
      '--x',
      'Content-Disposition: form-data; name="List-Unsubscribe"',
      '',
      'One-Click',
      '--x--',
      '',
    ].join('\r\n')
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    t.equal((await api.call({ method: 'POST', url: path, headers, payload })).status, 200)
    t.match(await suppressionOf(ahmed), { email: { by: 'unsubscribe_link' } })
  })

  await t.test('a link that is cut, changed or of another database is a page that says so', async (t) => {
    const changed = `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`
    for (const url of [path.slice(0, -4), changed, '/unsubscribe/x', `${path}=`, `/unsubscribe/${ADDRESS}`]) {
      for (const method of ['GET', 'POST'] as const) {
        const { status, text } = await api.call({ method, url })
        t.equal(status, 404, url)
        t.match(text, /This link does not work/)
        t.notMatch(text, /<form/)
      }
    }
    t.match(await api.call({ method: 'PUT', url: path }), { status: 405 })
  })

  await t.test(
    'neither the log nor a route of the API tells the token, the address or the key',
    async (t) => {
      const log = api.log_lines.join('')
      t.notMatch(log, path.slice(13))
      t.notMatch(log, ADDRESS)
      t.match(log, '/unsubscribe/:token')
      const { key } = await api.db.selectFrom('unsubscribe_key').select('key').executeTakeFirstOrThrow()
      for (const url of ['/v1/channels', '/v1/audit-log', `/v1/registrations/${ahmed}`, '/openapi.json']) {
        const { text } = await api.admin.get(url)
        t.notMatch(text, key.toString('hex'))
        t.notMatch(text, key.toString('base64'))
      }
      const { secret } = await makeKey(api.db, ['registrations'])
      const headers = { authorization: `Bearer ${secret}` }
      t.match(await api.call({ url: `/v1/registrations/${ahmed}`, headers }), {
        json: { suppression: { email: { by: 'unsubscribe_link' } } },
      })
    },
  )

  await t.test(
    'of an erased person, the link works and brings no address back; a later registration keeps the decision',
    async (t) => {
      const gone = 'gone@example.org'
      const url = await pathTo(gone)
      const erase = async (id: string) =>
        t.match(
          await api.call({
            method: 'DELETE',
            url: `/v1/registrations/${id}`,
            headers: { authorization: 'Bearer a-secret-of-the-test' },
          }),
          { status: 204 },
        )
      const tom = { full_name: 'Tom Gone', email: gone, phone_number: '98765 43211' }
      await erase(await registeredId(api, tom))
      t.match((await api.call({ url })).text, /Stop these e-mails\?/)
      t.equal((await oneClick(url)).status, 200)
      t.match((await api.call({ url })).text, /E-mails are stopped/)
      t.same(
        await api.db.selectFrom('recipients').select('address').where('address', '=', gone).execute(),
        [],
      )
      const id = await registeredId(api, tom)
      t.match(await suppressionOf(id), { email: { by: 'unsubscribe_link' } })
      t.match((await api.call({ url })).text, /E-mails are stopped/)
      await erase(id)
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      t.match(await api.call({ method: 'POST', url, headers: form, payload: 'preference=start' }), {
        status: 200,
      })
      t.match(await suppressionOf(await registeredId(api, tom)), { email: null })
    },
  )

  await t.test('an address that no row knows leaves only a keyed hash', async (t) => {
    const url = await pathTo('nobody@example.org')
    t.equal((await oneClick(url)).status, 200)
    t.match((await api.call({ url })).text, /E-mails are stopped/)
    t.same(
      await api.db.selectFrom('recipients').select('address').where('address', 'like', '%nobody%').execute(),
      [],
    )
    t.match(
      await suppressionOf(await registeredId(api, { full_name: 'Nadia', email: 'nobody@example.org' })),
      { email: { by: 'unsubscribe_link' } },
    )
  })

  await t.test('a stop beside the erasure of its person holds, and brings no address back', async (t) => {
    for (const round of [1, 2, 3, 4]) {
      const email = `race${round}@example.org`
      const person = { full_name: `Racer ${round}`, email }
      const id = await registeredId(api, person)
      const url = await pathTo(email)
      const headers = { authorization: 'Bearer a-secret-of-the-test' }
      const [stopped, erased] = await Promise.all([
        oneClick(url),
        api.call({ method: 'DELETE', url: `/v1/registrations/${id}`, headers }),
      ])
      t.match([stopped.status, erased.status], [200, 204])
      t.same(
        await api.db.selectFrom('recipients').select('address').where('address', '=', email).execute(),
        [],
      )
      t.match(await suppressionOf(await registeredId(api, person)), { email: { by: 'unsubscribe_link' } })
    }
  })
})
