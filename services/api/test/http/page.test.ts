import { test } from 'tap'
import { type Answer, assignedId, dateIn, registeredId, startApi } from '../start-api.ts'

interface Item {
  readonly id: string
  readonly duty_date: string
}

const idsOf = (items: readonly Item[]) => items.map((item) => item.id)

void test('page', async (t) => {
  const api = await startApi(t)
  const person = await registeredId(api)
  const times = ['Fajar', 'Zohr', 'Asr', 'Maghrib', 'Isha', 'Taraweeh', 'Suhoor']
  const duties: string[] = []
  for (const [at, duty_time] of times.entries()) {
    const duty_date = dateIn(10 + ((at * 3) % 4))
    duties.push(await assignedId(api, { registration_id: person, duty_date, duty_time }))
  }

  let others = 0
  /** Between two pages, one row before and one after wherever the page ended. */
  const write = async () => {
    others += 1
    for (const days of [9, 14]) {
      const duty_time = `Other ${others} on ${days}`
      await assignedId(api, { registration_id: person, duty_date: dateIn(days), duty_time })
    }
  }

  const pages = async (query: string, between: () => Promise<unknown>): Promise<Item[]> => {
    const items: Item[] = []
    let cursor = ''
    for (;;) {
      const answer = await api.admin.get(`/v1/duty-assignments?${query}${cursor}`)
      items.push(...itemsOf(answer))
      const { next_cursor } = answer.json
      if (typeof next_cursor !== 'string') return items
      cursor = `&cursor=${next_cursor}`
      if (items.length < 30) await between()
    }
  }

  for (const sort of ['-created_at', 'created_at', 'duty_date', '-duty_date']) {
    await t.test(
      `${sort}: rows are written between the pages, each old one comes once and in order`,
      async (t) => {
        const found = await pages(`limit=2&sort=${sort}`, write)
        t.equal(new Set(idsOf(found)).size, found.length, 'none comes twice')
        const old = found.filter((item) => duties.includes(item.id))
        t.same(idsOf(old).toSorted(), duties.toSorted(), 'all come')
        const inOrder = await pages(`limit=200&sort=${sort}`, write)
        t.same(
          idsOf(old),
          idsOf(inOrder).filter((id) => duties.includes(id)),
        )
        const sorted = found.toSorted((a, b) => compare(a, b, sort.endsWith('duty_date')))
        t.same(idsOf(found), idsOf(sort.startsWith('-') ? sorted.toReversed() : sorted))
      },
    )
  }

  await t.test('a range of dates, is what comes', async (t) => {
    const range = `duty_date_from=${dateIn(10)}&duty_date_to=${dateIn(11)}&sort=duty_date`
    const found = await pages(`${range}&limit=1`, async () => undefined)
    t.ok(found.length >= 2)
    t.ok(found.every(({ duty_date }) => duty_date === dateIn(10) || duty_date === dateIn(11)))
    t.match(await api.admin.get('/v1/duty-assignments?duty_date_to=2026-02-30'), {
      status: 400,
      json: { errors: [{ pointer: '/duty_date_to' }] },
    })
  })

  await t.test('the cursor of another query, is refused', async (t) => {
    const { json } = await api.admin.get('/v1/duty-assignments?limit=1&sort=duty_date')
    const cursor = String(json['next_cursor'])
    t.equal((await api.admin.get(`/v1/duty-assignments?sort=duty_date&cursor=${cursor}`)).status, 200)
    for (const query of [
      `/v1/duty-assignments?cursor=${cursor}`,
      `/v1/duty-assignments?sort=-duty_date&cursor=${cursor}`,
      `/v1/duty-assignments?sort=duty_date&status=assigned&cursor=${cursor}`,
      `/v1/duty-assignments?sort=duty_date&registration_id=${person}&cursor=${cursor}`,
      `/v1/registrations?cursor=${cursor}`,
      `/v1/deliveries?cursor=${cursor}`,
    ]) {
      t.match(await api.admin.get(query), {
        status: 400,
        json: { code: 'invalid_input', errors: [{ pointer: '/cursor', detail: /filters and the sort/ }] },
      })
    }
  })

  await t.test('a cursor that was bent, is refused', async (t) => {
    const { json } = await api.admin.get('/v1/duty-assignments?limit=1&sort=duty_date')
    const [mark, id] = Buffer.from(String(json['next_cursor']), 'base64url').toString().split(' ')
    for (const bent of [
      `${mark} ${id} 2026-02-30`,
      `${mark} ${id} 0000-01-01`,
      `${mark} ${id} today`,
      `${mark} ${id} 2026-03-15 2026-03-15`,
      `${mark} nobody 2026-03-15`,
      `${mark}`,
      '\0',
    ]) {
      const cursor = Buffer.from(bent).toString('base64url')
      const answer = await api.admin.get(`/v1/duty-assignments?sort=duty_date&cursor=${cursor}`)
      t.match(answer, { status: 400, json: { errors: [{ pointer: '/cursor' }] } }, bent)
    }

    const by_date = '/v1/duty-assignments?limit=1&sort=duty_date&status=assigned'
    const dated = String((await api.admin.get(by_date)).json['next_cursor'])
    const undated = Buffer.from(dated, 'base64url').toString().split(' ').slice(0, 2).join(' ')
    const cut = await api.admin.get(`${by_date}&cursor=${Buffer.from(undated).toString('base64url')}`)
    t.match(cut, { status: 400, json: { errors: [{ pointer: '/cursor' }] } }, 'without its date')
  })

  await t.test('a sort the list does not have, or too much at once, is refused and named', async (t) => {
    for (const list of ['registrations', 'duty-assignments', 'deliveries']) {
      t.match(await api.admin.get(`/v1/${list}?sort=full_name`), {
        status: 400,
        json: { errors: [{ pointer: '/sort' }] },
      })
      t.match(await api.admin.get(`/v1/${list}?limit=201`), {
        status: 400,
        json: { errors: [{ pointer: '/limit' }] },
      })
      const oldest = itemsOf(await api.admin.get(`/v1/${list}?sort=created_at`))
      t.same(idsOf(oldest), idsOf(oldest).toSorted(), 'the oldest first')
    }
  })
})

function itemsOf({ status, text, json }: Answer): Item[] {
  if (status !== 200 || !Array.isArray(json['items'])) throw new Error(text)
  return json['items']
}

function compare(a: Item, b: Item, by_date: boolean): number {
  const keys = [a, b].map(({ duty_date, id }) => (by_date ? `${duty_date} ${id}` : id))
  return (keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1
}
