import { test } from 'tap'
import { callAs, makeKey } from '../keys/make-key.ts'
import { ADMIN_SECRET, type Api, registeredId, startApi } from '../start-api.ts'

const PEOPLE = [
  'Ahmed Ali Khan',
  'Alia Ahmedi',
  "Maria D'Souza",
  'Abd-ur-Rahman Şahin',
  'José Núñez',
  'محمّد علي',
  'अहमद ख़ान',
  'রহমান আলী',
  'Bilal 7 Butt',
] as const

/** The name, and searches that find it alone. */
const FOUND: readonly (readonly [string, readonly string[]])[] = [
  [
    'Ahmed Ali Khan',
    ['khan', 'KHAN ahm', 'ali  kh', 'Ahmed Ali Khan', 'Ahmed, Khan', ' kh\u200Ban ', '3200 ahm'],
  ],
  ["Maria D'Souza", ["d'souza", 'd’sou', 'dsouza', 'souza', 'souza maria']],
  ['Abd-ur-Rahman Şahin', ['abdur', 'abd-ur', 'rahman sah', 'şahin', 'SAHIN', 'abdurrahman']],
  ['José Núñez', ['jose', 'josé', 'JOSE\u0301', 'nunez', 'nuñ']],
  ['محمّد علي', ['محمد', 'علی', 'مُحَمَّد', 'علي', 'علی محم']],
  ['अहमद ख़ान', ['अहमद', 'खान', 'ख़ा', 'ख़ान अह']],
  ['রহমান আলী', ['রহমান', 'আলী', 'আলী রহ']],
  ['Bilal 7 Butt', ['bilal 7', '7', '٧ butt']],
]

async function found(api: Api, query: string, secret?: string): Promise<string[]> {
  const url = `/v1/registrations?${query}`
  const { status, json, text } = secret ? await callAs(api, secret)('GET', url) : await api.admin.get(url)
  if (status !== 200) throw new Error(text)
  return namesOf(json)
}

function namesOf({ items }: Record<string, unknown>): string[] {
  if (!Array.isArray(items)) throw new Error('A list has items.')
  return items.map((item: { full_name: string }) => item.full_name)
}

void test('search-registrations', async (t) => {
  const api = await startApi(t)
  for (const [n, full_name] of PEOPLE.entries()) {
    await registeredId(api, { full_name, phone_number: `98765 432${n}0`, email: `Person.${n}@example.org` })
  }
  const abroad = { full_name: 'Gul', phone_number: '+971 50 123 0321', email: 'gul@post.example.com' }
  await registeredId(api, abroad)
  await registeredId(api, { full_name: 'Sören', phone_number: '+372 5123 456', email: null }) // ten digits
  const search = (text: string, secret?: string) => found(api, `search=${encodeURIComponent(text)}`, secret)
  const { secret: blind } = await makeKey(api.db, ['registrations'])

  for (const [name, searches] of FOUND) {
    for (const text of searches) {
      await t.test(`${JSON.stringify(text)}: finds ${name}`, async (t) => t.same(await search(text), [name]))
    }
  }

  await t.test('the beginning of a word of several people: all of them, the newest first', async (t) => {
    t.same(await search('ahmed'), ['Alia Ahmedi', 'Ahmed Ali Khan'])
    t.same(await search('ali'), ['Alia Ahmedi', 'Ahmed Ali Khan'])
    t.same(await search('ali ali'), ['Alia Ahmedi', 'Ahmed Ali Khan'])
  })

  await t.test('the middle of a word, or one word that no name has: nobody', async (t) => {
    for (const text of ['med', 'ahmed zahir', '3200 maria', 'erased', '321', "x' | 'ali", "ali':* | 'x"]) {
      t.same(await search(text), [], text)
    }
  })

  await t.test('four digits or more: the end of the number, however it is written', async (t) => {
    for (const text of [
      '3230',
      '43230',
      '98765 43230',
      '+91 98765-43230',
      '098765 43230',
      '٣٢٣٠',
      '(98765) 43230',
    ]) {
      t.same(await search(text), ['Abd-ur-Rahman Şahin'], text)
    }
    t.same(await search('0321'), ['Gul'])
    t.same(await search('9876'), [])
  })

  await t.test('with @: part of the address', async (t) => {
    t.same(await search('@post'), ['Gul'])
    t.same(await search('PERSON.2@'), ["Maria D'Souza"])
    t.same(await search('ahm @EXAMPLE.org'), ['Alia Ahmedi', 'Ahmed Ali Khan'])
    t.same(await search('%@'), [])
  })

  await t.test('email=: the whole address, upper case makes no difference', async (t) => {
    t.same(await found(api, 'email=person.4%40EXAMPLE.org'), ['José Núñez'])
    t.same(await found(api, 'email=erson.4%40example.org'), [])
    t.match(await api.admin.get('/v1/registrations?email=ahmed'), {
      status: 400,
      json: { errors: [{ pointer: '/email', code: 'one_at_sign' }] },
    })
  })

  await t.test('page after page: each person once, and none who came meanwhile', async (t) => {
    const names: string[] = []
    let cursor: unknown
    do {
      const next = typeof cursor === 'string' ? `&cursor=${cursor}` : ''
      const { json } = await api.admin.get(`/v1/registrations?search=%40example&limit=4&status=active${next}`)
      names.push(...namesOf(json))
      await registeredId(api, {
        full_name: `Zoya ${names.length}`,
        phone_number: `98111 ${20_000 + names.length}`,
      })
      cursor = json['next_cursor']
    } while (cursor !== null)
    t.same(names, PEOPLE.toReversed())
    const { json } = await api.admin.get('/v1/registrations?search=ahmed&limit=1')
    const other = await api.admin.get(
      `/v1/registrations?search=ali&limit=1&cursor=${String(json['next_cursor'])}`,
    )
    t.match(other, { status: 400, json: { errors: [{ pointer: '/cursor' }] } })
  })

  await t.test('without pii: names, and exactly the four digits that are shown', async (t) => {
    t.same(await search('khan', blind), ['Ahmed Ali Khan'])
    t.same(await search('3210', blind), ['Alia Ahmedi'])
    t.same(await search('soren 3456'), ['Sören'])
    t.same(await search('3456', blind), [], 'of a short number fewer digits are shown')
    for (const query of [
      'search=43210',
      'search=98765+43210',
      'search=gul%40',
      'search=%40',
      'email=gul%40post.example.com',
      'phone_number=9876543210',
      'phone_number=1',
    ]) {
      const answer = await callAs(api, blind)('GET', `/v1/registrations?${query}`)
      t.match(answer, { status: 403, json: { code: 'missing_scope', detail: /scope pii/ } }, query)
    }
  })

  await t.test('a word whose compatibility form is very long: found', async (t) => {
    const full_name = `Q${'㌀'.repeat(199)}`
    await registeredId(api, { full_name, phone_number: '98333 30001' })
    for (const text of ['q', `q${'㌀'.repeat(50)}`, full_name]) t.same(await search(text), [full_name])
    for (const text of [`${'㌀'.repeat(190)}@`, `@${'\\'.repeat(150)}`, "o'\\@x'", 'ʼ', '\\'])
      t.match(await search(`q ${text}`), Array, text)
  })

  await t.test('a search without a word: 400', async (t) => {
    for (const text of ['', ' ', '-', '%', '\u200B']) {
      const { status, json } = await api.admin.get(`/v1/registrations?search=${encodeURIComponent(text)}`)
      t.match(
        { status, json },
        { status: 400, json: { errors: [{ pointer: '/search' }] } },
        JSON.stringify(text),
      )
    }
  })

  await t.test('a changed name: found by the new one only; an erased person: by none', async (t) => {
    const id = await registeredId(api, {
      full_name: 'Hamza',
      phone_number: '98222 20000',
      email: 'hamza@example.net',
    })
    await api.admin.patch(`/v1/registrations/${id}`, { full_name: 'Yusuf' })
    t.same(await search('hamza'), [])
    t.same(await search('yusuf'), ['Yusuf'])
    const erase = callAs(api, ADMIN_SECRET)
    t.equal((await erase('DELETE', `/v1/registrations/${id}`)).status, 204)
    for (const text of ['yusuf', '0000', 'hamza@', 'erased', id.slice(0, 8)])
      t.same(await search(text), [], text)
    t.same(await found(api, 'status=erased&search=yusuf'), [])
  })
})
