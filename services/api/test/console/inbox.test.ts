import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { registeredId, startApi } from '../start-api.ts'
import { wrote } from './scenes.ts'
import { Visitor } from './visitor.ts'

void test('inbox: the newest first, STOP and strangers marked, each with a way to answer, and words stay words', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api, { full_name: 'Amina <i>Ali</i>', phone_number: '+919876543211' })
  const [{ secret }, other] = [
    await makeKey(api.db, ['registrations']),
    await makeKey(api.db, ['deliveries']),
  ]
  await wrote(api, '+919876543211', { text: '<script>alert(1)</script> when?' })
  await wrote(api, '+919876543211', { text: 'STOP', preference: 'stop', effect: 'suppressed' })
  await wrote(api, '+447911123456', { text: 'Who is this? Call +44 7911 123456' })
  await wrote(api, null, { text: null, user_id: 'GB.1234' })
  const visitor = new Visitor(api)
  await visitor.signIn()
  await wrote(api, '+919876543211', { text: 'کس گیٹ پر؟' })
  await wrote(api, '+919876543211', { text: 'किस गेट पर?' })
  const page = (await visitor.get('/console/inbox')).text
  t.match(page, /lang="hi">किस[^]*lang="ur">کس/)
  t.match(
    page,
    /GB\.1234[^]*Not registered[^]*\(text, no words\)[^]*tel:\+447911123456[^]*wa\.me\/447911123456[^]*STOP: WhatsApp is stopped[^]*&#60;script&#62;alert\(1\)/,
  )
  t.match(page, `href="/console/people/${id}">Amina &#60;i&#62;Ali`)
  t.notMatch(page, /<script|<i>Ali/)
  t.notMatch((await visitor.get('/console/inbox?show=strangers')).text, /Amina/)
  t.match(visitor.page.text, '<title>Inbox: Strangers')
  t.notMatch((await visitor.get('/console/inbox?show=stop')).text, /when\?|Who is this/)
  t.match((await visitor.get('/console/inbox?show=start')).text, /No START yet/)

  const blind = new Visitor(api)
  await blind.signIn(secret)
  await blind.get('/console/inbox')
  t.match(blind.page.text, /44\*+3456[^]*Amina/)
  t.notMatch(blind.page.text, /tel:|wa\.me|7911/)
  const reader = new Visitor(api)
  await reader.signIn(other.secret)
  t.equal((await reader.get('/console/inbox')).status, 403)
})
