import { type Client, createClient } from '@dutybell/client/create-client'
import type { DutyAssignment, Problem, Registration } from '@dutybell/client/schema'
import { type Test, test } from 'tap'
import { ADMIN_SECRET, AHMED, dateIn, startApi } from '../start-api.ts'

async function startClient(t: Test, api_key: string = ADMIN_SECRET) {
  const api = await startApi(t)
  const base_url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  return { api, base_url, client: createClient({ base_url, api_key }) }
}

async function registered(client: Client, person: object = {}): Promise<Registration> {
  const { data, error } = await client.POST('/v1/registrations', { body: { ...AHMED, ...person } })
  if (error) throw new Error(error.detail)
  return data
}

async function assigned(client: Client, registration_id: string): Promise<DutyAssignment> {
  const body = { registration_id, duty_date: dateIn(10), duty_time: 'Fajar Azaan' }
  const { data, error } = await client.POST('/v1/duty-assignments', { body })
  if (error) throw new Error(error.detail)
  return data
}

void test('client', async (t) => {
  const { client, base_url } = await startClient(t)
  const registration = await registered(client)
  const assignment = await assigned(client, registration.id)

  await t.test('registrations and assignments are read and listed', async (t) => {
    t.equal(registration.phone_number, '+919876543210')
    const path = { id: registration.id }
    const read = await client.GET('/v1/registrations/{id}', { params: { path } })
    t.match(read.data, { ...registration, suppression: { whatsapp: null }, inbound_messages: [] })
    const query = { registration_id: registration.id, sort: 'duty_date', limit: 10 } as const
    const list = await client.GET('/v1/duty-assignments', { params: { query } })
    t.same(list.data, { items: [{ ...assignment, full_name: 'Ahmed Ali' }], next_cursor: null })
  })

  await t.test('a list, is followed to its end by its cursor', async (t) => {
    const ids: string[] = []
    let cursor: string | null | undefined
    do {
      const query = { limit: 1, ...(cursor ? { cursor } : {}) }
      const { data } = await client.GET('/v1/deliveries', { params: { query } })
      for (const { id } of data?.items ?? []) ids.push(id)
      cursor = data?.next_cursor
    } while (cursor)
    t.equal(new Set(ids).size, 4)
  })

  await t.test(
    'a change with the ETag it was read with, is made; with an older one, it is 412',
    async (t) => {
      const path = { id: registration.id }
      const { response } = await client.GET('/v1/registrations/{id}', { params: { path } })
      const params = { path, header: { 'if-match': response.headers.get('etag') ?? '' } }
      const body = { language: 'hi' }
      const changed = await client.PATCH('/v1/registrations/{id}', { params, body })
      t.match(changed.data, { language: 'hi', version: 2 })
      const { error } = await client.PATCH('/v1/registrations/{id}', { params, body })
      t.equal(error?.code, 'precondition_failed')
      t.equal(error?.current_version, 2)
    },
  )

  await t.test('a repetition with its key, is answered as the first', async (t) => {
    const params = { header: { 'idempotency-key': 'once' } }
    const body = { ...AHMED, full_name: 'Fatima Ali' }
    const first = await client.POST('/v1/registrations', { params, body })
    const second = await client.POST('/v1/registrations', { params, body })
    t.same(second.data, first.data)
    t.equal(second.response.headers.get('idempotency-replayed'), 'true')
  })

  await t.test('a refusal has a code that the compiler knows', async (t) => {
    const { data, error } = await client.POST('/v1/registrations', { body: AHMED })
    t.equal(data, undefined)
    if (error === undefined) throw new Error('It was not refused.')
    t.equal(sayOf(error), 'They are registered.')
    const problem: Problem = error
    t.match(problem, { status: 409, title: /\S/, request_id: /\S/ })
    if (error.status === 409) {
      const code: 'registration_exists' | 'idempotency_key_in_use' = error.code
      t.equal(code, 'registration_exists')
    }
  })

  await t.test('without a key, only the sign-up form is open', async (t) => {
    const stranger = createClient({ base_url })
    t.ok(await registered(stranger, { full_name: 'Zaynab' }))
    const { error } = await stranger.GET('/v1/registrations')
    t.equal(error?.code, 'unauthorized')
  })

  await t.test('an erasure has an empty answer', async (t) => {
    const path = { id: registration.id }
    const { data, error, response } = await client.DELETE('/v1/registrations/{id}', { params: { path } })
    t.equal(response.status, 204)
    t.same([data, error], [undefined, undefined])
  })

  await t.test('what the document does not have, does not compile', async (t) => {
    // @ts-expect-error -- no such address
    const nowhere = await client.GET('/v1/registration')
    t.equal(nowhere.response.status, 404)
    // @ts-expect-error -- a field is missing, another is unknown
    const lacking = await client.POST('/v1/registrations', { body: { name: 'Ahmed Ali' } })
    t.equal(lacking.response.status, 400)
    // @ts-expect-error -- no such state
    const wrong = await client.GET('/v1/deliveries', { params: { query: { state: 'lost' } } })
    t.equal(wrong.response.status, 400)
  })
})

type Refusal = NonNullable<Awaited<ReturnType<typeof register>>['error']>

function register(client: Client) {
  return client.POST('/v1/registrations', { body: AHMED })
}

function sayOf(error: Refusal): string {
  switch (error.code) {
    case 'registration_exists':
      return 'They are registered.'
    case 'invalid_input':
      return (error.errors ?? []).map(({ detail }) => detail).join(' ')
    case 'rate_limited':
      return 'Wait a minute.'
    default:
      return error.detail
  }
}
