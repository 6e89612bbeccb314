import { test } from 'tap'
import { Visitor } from '../console/visitor.ts'
import { type Api, deliveriesOf, startApi } from '../start-api.ts'

const ENGLISH = { 'accept-language': 'en-GB,en;q=0.9' }
const AMINA = {
  full_name: 'Amina Bano',
  phone_number: '98220 11223',
  email: '',
  language: 'en',
  consent: 'yes',
}
const SCRIPT = '"><script>alert(1)</script>'

const langOf = async (api: Api, url: string, accept: string) => {
  const { text } = await new Visitor(api, { 'accept-language': accept }).get(url)
  return /<html lang="(\S+)" dir="(\S+)"/.exec(text)?.slice(1)
}

void test('the sign-up page', async (t) => {
  const api = await startApi(t, { COMMUNITY_NAME: 'Masjid <e> Noor' })
  const people = () => api.db.selectFrom('registrations').selectAll().orderBy('created_at').execute()
  const visitor = new Visitor(api, ENGLISH)
  const signUp = async (fields: object = {}) => {
    await visitor.get('/')
    return visitor.submit(/^\//, { ...AMINA, ...fields })
  }

  await t.test(
    'a whole form: registers with the words that were shown, and says what comes next',
    async (t) => {
      const page = await visitor.get('/')
      t.match(page, { status: 200, headers: { 'content-type': /text\/html/, 'cache-control': 'no-store' } })
      t.match(
        page.headers['content-security-policy'],
        /^default-src 'none';style-src 'sha256-[^']+';img-src data:;form-action 'self'/,
      )
      t.notMatch(page.text, /<script|<e>/)
      const shown = /<span lang="en">([^<]+)<\/span><\/label>/.exec(page.text)?.[1]
      t.match(shown, 'Masjid &#60;e&#62; Noor may write to me by WhatsApp')
      t.match(await visitor.submit(/^\//, AMINA), {
        status: 303,
        headers: { location: '/signed-up?channel=whatsapp&lang=en' },
      })
      const end = await visitor.get('/signed-up?channel=whatsapp&lang=en')
      t.match(end.text, /you are signed up[^]*a WhatsApp message confirms this[^]*answer STOP/)
      t.notMatch(end.text, /an e-mail confirms/)
      const words =
        'Masjid <e> Noor may write to me by WhatsApp about my registration and my duties. I can stop this at any time by answering STOP.'
      t.match(await people(), [
        {
          full_name: 'Amina Bano',
          phone_number: '+919822011223',
          email: null,
          language: 'en',
          whatsapp_opt_in: true,
          consent_source: 'sign-up page',
          consent_words: words,
          origin: 'public',
        },
      ])
      t.match(await deliveriesOf(api), [{ channel: 'whatsapp', template: 'registration_received' }])
    },
  )

  await t.test('the form sent twice at once, and once more: one person, the same page', async (t) => {
    await visitor.get('/')
    const send = () =>
      visitor.submit(/^\//, { ...AMINA, full_name: 'Twice Pressed', email: 'twice@example.org' })
    const form = visitor.page
    const sendForm = () => ((visitor.page = form), send())
    const answers = [...(await Promise.all([sendForm(), sendForm(), sendForm()])), await sendForm()]
    t.same(
      answers.map(({ status, headers }) => [status, headers['location']]),
      answers.map(() => [303, '/signed-up?channel=both&lang=en']),
    )
    t.equal((await people()).length, 2)
    visitor.page = form // "back", and another name
    t.match(await visitor.submit(/^\//, { ...AMINA, full_name: 'The Sister' }), { status: 303 })
    t.equal((await people()).length, 3)
    t.match(await signUp(), { status: 409, text: /You are signed up already[^]*Nothing was changed/ })
    t.equal((await people()).length, 3)
  })

  await t.test(
    'faults: in place, the first one has the focus, everything typed is kept, and nothing is registered',
    async (t) => {
      const page = await signUp({ full_name: '', phone_number: SCRIPT, email: 'amina@', consent: '' })
      t.equal(page.status, 422)
      t.match(page.text, /<title>Please correct: /)
      t.match(page.text, /role="alert">You are not signed up yet/)
      t.notMatch(page.text, '<script>')
      const inputs = [...page.text.matchAll(/<input id="(\w+)"[^>]*>/g)].map(([input, id]) => [
        id,
        /aria-invalid="true"/.test(input),
        /autofocus/.test(input),
      ])
      t.same(inputs, [
        ['full_name', true, true],
        ['phone_number', true, false],
        ['email', true, false],
      ])
      t.match(page.text, 'value="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;"')
      t.match(page.text, /id="full_name-why">Give a name/)
      t.match(page.text, /aria-describedby="phone_number-why phone_number-hint"/)

      const unticked = await signUp({ consent: '', full_name: 'No Tick' })
      t.match(unticked.text, /id="consent-why">Tick this, or give an e-mail address/)
      t.match(
        unticked.text,
        /id="consent" name="consent" value="yes" aria-describedby="consent-why" aria-invalid="true" autofocus/,
      )
      t.match(await signUp({ phone_number: '' }), {
        status: 422,
        text: /id="phone_number-why">Give one mobile number that has WhatsApp/,
      })
      t.match(await signUp({ language: 'xx' }), { status: 422, text: /id="language-why"/ })
      t.match(await signUp({ full_name: 'x'.repeat(20_000) }), { status: 422, text: /200 characters/ })
      t.equal((await people()).length, 3)
    },
  )

  await t.test(
    'without the tick, with an e-mail address: no WhatsApp, which the next page says',
    async (t) => {
      const { status, headers } = await signUp({
        consent: '',
        full_name: 'By Mail',
        phone_number: '',
        email: 'mail@example.org',
      })
      t.same([status, headers['location']], [303, '/signed-up?channel=email&lang=en'])
      t.match(
        (await visitor.get(String(headers['location']))).text,
        /an e-mail confirms this[^]*You get no WhatsApp messages/,
      )
      t.match((await people()).at(-1), {
        full_name: 'By Mail',
        phone_number: null,
        whatsapp_opt_in: false,
        consent_words: null,
      })
    },
  )

  await t.test(
    'the language: of the link, else of the browser, else the first; the messages may have another one',
    async (t) => {
      t.same(await langOf(api, '/', 'de, ur-PK;q=0.8, en;q=0.5'), ['ur', 'rtl'])
      t.same(await langOf(api, '/', 'hi;q=0, de'), ['en', 'ltr'])
      t.same(await langOf(api, '/?lang=hi', 'ur'), ['hi', 'ltr'])
      t.same(await langOf(api, '/?lang=fr&lang=ur', ','), ['en', 'ltr'])
      await visitor.get('/?lang=ur')
      t.match(visitor.page.text, /<option value="ur" lang="ur" selected>اردو<\/option>/)
      t.match(
        (await visitor.submit(/^\//, { ...AMINA, full_name: 'زینب', phone_number: '022 2266 0000' })).text,
        /لینڈ لائن/,
      )
      t.match(await visitor.submit(/^\//, { ...AMINA, full_name: 'زینب', language: 'hi' }), {
        headers: { location: '/signed-up?channel=whatsapp&lang=ur' },
      })
      t.match((await people()).at(-1), {
        full_name: 'زینب',
        language: 'hi',
        consent_words: /^Masjid <e> Noor مجھے/,
      })
    },
  )

  await t.test('a body that is no form, and one that is too large: a page that leads back', async (t) => {
    const headers = { ...ENGLISH, 'content-type': 'application/json' }
    for (const [type, payload, status] of [
      ['application/json', '{}', 415],
      ['application/x-www-form-urlencoded', `full_name=${'x'.repeat(70_000)}`, 413],
      ['application/x-www-form-urlencoded', '', 400],
    ] as const) {
      const page = await api.call({
        method: 'POST',
        url: '/',
        headers: { ...headers, 'content-type': type },
        payload,
      })
      t.match(page, { status, text: /Something went wrong[^]*href="\/\?lang=en"/ })
    }
  })
})

void test('the sign-up page, limited with the public route: says when it works again and keeps what was typed', async (t) => {
  const consent = { en: 'English words.', ur: 'اردو الفاظ۔' }
  const api = await startApi(t, {
    REGISTRATIONS_PER_MINUTE: 1,
    SIGN_UP_CONSENT: consent,
    META_WA_TEMPLATE_LANGUAGE: ['ur', 'hi'],
  })
  const visitor = new Visitor(api)
  for (let n = 0; n < 9; n += 1) await api.register({ full_name: `N ${'abcdefghi'[n]}` })
  t.match((await visitor.get('/?lang=hi')).text, '<span lang="en">English words.</span>')
  await visitor.get('/')
  t.match(await visitor.submit(/^\//, { ...AMINA, language: 'ur' }), { status: 303 })
  t.match(
    await api.db
      .selectFrom('registrations')
      .select('consent_words')
      .where('full_name', '=', 'Amina Bano')
      .execute(),
    [{ consent_words: consent.ur }],
  )
  const again = { ...AMINA, full_name: 'Next Person' }
  await visitor.get('/?lang=ur')
  const refused = await visitor.submit(/^\//, again)
  t.match(refused, {
    status: 429,
    headers: { 'retry-after': /^\d+$/ },
    text: /role="alert" tabindex="-1" autofocus>[^<]*1 منٹ[^]*value="Next Person"[^]*value="98220 11223"[^]* checked>/,
  })
})
