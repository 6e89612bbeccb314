import { sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { callAs, makeKey } from '../keys/make-key.ts'
import { ADMIN_SECRET, type Api, assignedId, dateIn, registeredId, startApi } from '../start-api.ts'

const LISTS = ['registrations', 'duty-assignments', 'deliveries', 'inbound-messages'] as const
const BYTE_ORDER_MARK = '\uFEFF'

async function exported(api: Api, path: string, accept = 'text/csv', secret = ADMIN_SECRET) {
  const headers = { authorization: `Bearer ${secret}`, accept }
  return api.call({ method: 'GET', url: `/v1/${path}`, headers })
}

/** The rows by column; cells of these tests hold no quotation mark. */
function rowsOf(text: string): Record<string, string>[] {
  const [header = [], ...rows] = text
    .slice(BYTE_ORDER_MARK.length)
    .split('\r\n')
    .slice(0, -1)
    .map((line) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,"]*))/g)].map(([, a, b]) => a ?? b ?? ''))
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])))
}

async function revealed(api: Api): Promise<string[]> {
  const { rows } = await sql<{ route: string }>`
    select details ->> 'route' as route from audit_log where action = 'personal_data.revealed' order by id`.execute(
    api.db,
  )
  return rows.map(({ route }) => route)
}

void test('answer-csv', async (t) => {
  const api = await startApi(t)
  const ahmed = await registeredId(api)
  const evil = await registeredId(api, {
    full_name: '=cmd Ali, "Jr"',
    phone_number: '98765 43211',
    email: null,
  })
  await registeredId(api, { full_name: 'ख़ान علی', phone_number: '98765 43212', email: '-x@example.org' })
  await assignedId(api, { registration_id: ahmed, duty_time: 'Fajar, Azaan' })
  await assignedId(api, { registration_id: evil })
  await sql`
    insert into inbound_messages (id, provider_message_id, phone_number, type, text, written_at)
    values (${randomUUIDv7()}, 'wamid.1', '+919876543210', 'text', ${'=1+1\nand more'}, clock_timestamp())`.execute(
    api.db,
  )
  const { secret: blind } = await makeKey(api.db, ['admin'])

  await t.test(
    'each list and the day board: a header and all rows, with CRLF, and one audit entry',
    async (t) => {
      for (const path of [...LISTS, `days/${dateIn(10)}`]) {
        const before = await revealed(api)
        const { status, headers, text } = await exported(
          api,
          `${path}${path.startsWith('days') ? '' : '?limit=1'}`,
        )
        t.match(
          { status, headers },
          {
            status: 200,
            headers: {
              'content-type': 'text/csv; charset=utf-8; header=present',
              'content-disposition': /^attachment; filename="[a-z-]+[\d-]*\.csv"$/,
              vary: 'authorization, accept',
            },
          },
          path,
        )
        t.equal(text.startsWith(BYTE_ORDER_MARK), true)
        t.equal(text.endsWith('\r\n'), true)
        t.notMatch(text, /,[=+@-]|\n[=+@-](?!.*")/)
        t.equal((await revealed(api)).length, before.length + 1, path)
      }
    },
  )

  await t.test(
    'cells: what a spreadsheet would execute is defused, names of any script are as they are',
    async (t) => {
      const { text } = await exported(api, 'registrations?sort=created_at')
      t.match(text, '"\'=cmd Ali, ""Jr"""')
      t.match(text, ",'-x@example.org,true,en,active,1,")
      t.match(rowsOf(text)[0], {
        full_name: 'Ahmed Ali',
        phone_number: "'+919876543210",
        whatsapp_opt_in: 'true',
      })
      t.match(text, 'ख़ान علی'.normalize('NFC'))
      t.match(await exported(api, 'inbound-messages'), { text: /,"'=1\+1\nand more",/ })
      const [sent] = rowsOf(
        (await exported(api, 'deliveries?template=duty_allotment_confirmed&channel=email')).text,
      )
      t.match(sent, {
        full_name: 'Ahmed Ali',
        recipient: 'ahmed@example.org',
        last_error_code: '',
        duty_date: dateIn(10),
      })
      t.match(sent?.['text'], /Assalamu Alaikum Ahmed Ali,\nYou have been assigned/)
    },
  )

  await t.test('the day board: who has which duty, and whom to call', async (t) => {
    const rows = rowsOf((await exported(api, `days/${dateIn(10)}`)).text)
    t.match(
      rows.find(({ full_name }) => full_name === 'Ahmed Ali'),
      {
        date: dateIn(10),
        duty_time: 'Fajar, Azaan',
        phone_number: "'+919876543210",
        allotment: 'published',
        whatsapp_state: 'pending',
        reached: 'no',
        call_reason: '',
        say: '',
      },
    )
    await assignedId(api, { registration_id: evil, duty_date: dateIn(12), notify: 'later' })
    t.match(rowsOf((await exported(api, `days/${dateIn(12)}`)).text), [
      { call_reason: 'waiting', say: /^Fajar Azaan on / },
    ])
  })

  await t.test('filters and sort hold, limit does not', async (t) => {
    const { text } = await exported(api, 'registrations?search=ali&sort=created_at&limit=1')
    t.equal(text.split('\r\n').length, 4)
    t.match(await exported(api, 'registrations?status=gone'), {
      status: 400,
      headers: { 'content-type': /problem\+json/ },
    })
    t.match(await exported(api, `registrations?search=nobody`), {
      status: 200,
      text: /^\uFEFFid,full_name,.*\r\n$/,
    })
  })

  await t.test('Accept: the preferred type, by its weight; JSON where nothing is said', async (t) => {
    for (const [accept, type] of [
      ['text/csv', 'text/csv'],
      ['text/csv; charset=utf-8', 'text/csv'],
      ['text/csv;header=present', 'text/csv'],
      ['text/csv;q=0.9, application/json; charset=UTF-8', 'application/json'],
      ['text/csv;q=0.5, application/json;q=0.4', 'text/csv'],
      ['text/csv, */*;q=0.1', 'text/csv'],
      ['text/*', 'text/csv'],
      ['text/csv;q=0.4, application/json', 'application/json'],
      ['text/csv;q=0, */*', 'application/json'],
      ['*/*', 'application/json'],
      ['text/html', 'application/json'],
      ['', 'application/json'],
    ] as const) {
      t.match((await exported(api, 'registrations', accept)).headers['content-type'], type, accept)
    }
  })

  await t.test('without pii: 403 and no row', async (t) => {
    for (const path of [...LISTS, `days/${dateIn(10)}`]) {
      const { status, text } = await exported(api, path, 'text/csv', blind)
      t.equal(status, 403)
      t.match(text, 'scope pii')
    }
  })

  await t.test('a route without CSV: 406, and nothing is done', async (t) => {
    t.match(await exported(api, 'channels'), { status: 406, json: { code: 'not_acceptable' } })
    t.match(await exported(api, `registrations/${ahmed}`, 'text/csv; charset=utf-8'), { status: 406 })
    t.match(await exported(api, 'channels', 'text/csv, application/json;q=0.1'), { status: 200 })
    const headers = { authorization: `Bearer ${ADMIN_SECRET}`, accept: 'text/csv' }
    const payload = { registration_id: ahmed, duty_date: dateIn(12), duty_time: 'Isha Azaan' }
    t.equal((await api.call({ method: 'POST', url: '/v1/duty-assignments', headers, payload })).status, 406)
    t.match(await api.admin.get(`/v1/duty-assignments?duty_date=${dateIn(12)}`), { json: { items: [] } })
  })

  await t.test('exported and imported again: nothing changes', async (t) => {
    for (const [list, notify] of [
      ['registrations', 'never'],
      ['duty-assignments', 'later'],
    ] as const) {
      const { text } = await exported(api, list)
      const { status, json } = await api.call({
        method: 'POST',
        url: `/v1/imports/${list}?notify=${notify}`,
        headers: { authorization: `Bearer ${ADMIN_SECRET}`, 'content-type': 'text/csv' },
        payload: text,
      })
      t.match({ status, json }, { status: 200, json: { created: 0, refused: 0 } }, JSON.stringify(json))
      t.equal(json['unchanged'], json['rows'])
      t.equal((await exported(api, list)).text, text)
    }
  })
})

void test('answer-csv: a list of many rows, while people of it are erased', async (t) => {
  const api = await startApi(t)
  const PEOPLE = 1_500
  await sql`
    insert into registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language)
    select overlay(gen_random_uuid()::text placing lpad(to_hex(n), 8, '0') from 1)::uuid, 'Person ' || n, 'person ' || n,
      '+9198' || lpad(n::text, 8, '0'), 'person.' || n || '@example.org', true, 'en'
    from generate_series(1, ${PEOPLE}::integer) n`.execute(api.db)
  const url = await api.app.listen({ port: 0, host: '127.0.0.1' })
  const headers = { authorization: `Bearer ${ADMIN_SECRET}` }
  const { rows: people } = await sql<{ id: string; full_name: string }>`
    select id, full_name from registrations where name_key like 'person 7%' order by id limit 12`.execute(
    api.db,
  )
  const erased = new Set<string>()
  const done = new AbortController()

  const searchOn = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const gone = [...erased]
      const answer = await fetch(`${url}/v1/registrations?search=person&limit=200&sort=created_at`, {
        headers,
      })
      const text = await answer.text()
      t.equal(answer.status, 200, text)
      for (const name of gone) t.equal(text.includes(`"${name}"`), false, `${name} is erased`)
    }
  }
  const exportOn = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const gone = [...erased]
      const answer = await fetch(`${url}/v1/registrations?status=active&sort=created_at`, {
        headers: { ...headers, accept: 'text/csv' },
      })
      const text = await answer.text()
      t.equal(answer.status, 200)
      const lines = text.split('\r\n')
      t.ok(
        lines.length - 2 >= PEOPLE - people.length && lines.length - 2 <= PEOPLE - gone.length,
        'every row once',
      )
      for (const name of gone) t.equal(text.includes(`,${name},`), false, `${name} is erased`)
    }
  }
  const erase = async (): Promise<void> => {
    for (const { id, full_name } of people) {
      const answer = await callAs(api, ADMIN_SECRET)('DELETE', `/v1/registrations/${id}`)
      t.equal(answer.status, 204, answer.text)
      erased.add(full_name)
    }
    done.abort()
  }
  await Promise.all([searchOn(), searchOn(), exportOn(), erase()])
  t.equal(erased.size, people.length)
})

void test('answer-csv: a client that reads slowly, the rows are read as it takes them', async (t) => {
  const api = await startApi(t)
  await sql`
    insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
    select overlay(gen_random_uuid()::text placing lpad(to_hex(n), 8, '0') from 1)::uuid, repeat('x', 190) || n, 'x' || n,
      '+9198' || lpad(n::text, 8, '0'), true, 'en'
    from generate_series(1, 30000) n`.execute(api.db)
  const url = await api.app.listen({ port: 0, host: '127.0.0.1' })
  const headers = { authorization: `Bearer ${ADMIN_SECRET}`, accept: 'text/csv' }
  const answer = await fetch(`${url}/v1/registrations?sort=created_at`, { headers })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader?.read()
  t.match(first?.value, /^id,full_name/)
  await api.pool.query(`update registrations set full_name = 'changed' where name_key = 'x30000'`)
  let last = ''
  for (let part = first; part !== undefined && !part.done; part = await reader?.read())
    last = last.slice(-500) + part.value
  t.match(last, ',changed,', 'the last rows were not read before the client took the first ones')
})
