import { createHmac } from 'node:crypto'
import { test } from 'tap'
import { startApi, until } from '../start-api.ts'

const SECRETS = ['first-secret', 'second-secret']

void test('webhook handshake', async (t) => {
  const api = await startApi(t, { META_WA_WEBHOOK_VERIFY_TOKEN: 'token' })
  const shake = (query: string) => api.call({ method: 'GET', url: `/webhooks/whatsapp?${query}` })

  await t.test('the right token, returns the challenge as the whole body', async (t) => {
    const { status, text, headers } = await shake(
      'hub.mode=subscribe&hub.verify_token=token&hub.challenge=1158201444',
    )
    t.equal(status, 200)
    t.equal(text, '1158201444')
    t.match(headers['content-type'], /^text\/plain/)
  })

  for (const query of [
    'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=token&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=token',
    'hub.mode=subscribe&hub.challenge=1',
    '',
  ]) {
    await t.test(`${query || 'nothing'}, is refused`, async (t) => {
      t.match(await shake(query), { status: 403, json: { code: 'webhook_forbidden' } })
    })
  }
})

void test('webhook handshake: no token configured, is refused', async (t) => {
  const api = await startApi(t)
  const url = '/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=&hub.challenge=1'
  t.match(await api.call({ method: 'GET', url }), { status: 403 })
})

void test('webhook callback', async (t) => {
  const api = await startApi(t, { META_WA_APP_SECRET: SECRETS })
  const deliver = (payload: Buffer, signature: string | undefined, type = 'application/json') =>
    api.call({
      method: 'POST',
      url: '/webhooks/whatsapp',
      payload,
      headers: {
        'content-type': type,
        ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
      },
    })
  const stored = async () =>
    (await api.db.selectFrom('webhook_inbox').select('body').orderBy('id').execute()).map((row) => row.body)
  t.beforeEach(async () => {
    await api.pool.query('truncate webhook_inbox')
  })

  await t.test('signed with either secret, the bytes are stored as they came', async (t) => {
    // Neither valid JSON nor valid UTF-8: what was signed is kept, whatever it is.
    const bodies = [Buffer.from('{"name":"\\u00e9",  "a":1}\n'), Buffer.from([0x7b, 0x00, 0xff, 0xfe])]
    for (const [at, body] of bodies.entries()) {
      const { status, text } = await deliver(body, sign(body, SECRETS[at] ?? ''))
      t.equal(status, 200)
      t.equal(text, '')
    }
    t.same(await stored(), bodies)
    await until(async () => {
      const { rows } = await api.pool.query(
        `select from graphile_worker.jobs where task_identifier = 'apply_webhooks'`,
      )
      return rows.length === 1
    })
  })

  await t.test('three megabytes, are taken', async (t) => {
    const body = Buffer.alloc(3 * 1024 * 1024, 'x')
    t.equal((await deliver(body, sign(body, 'first-secret'))).status, 200)
  })

  await t.test('more than Meta sends, is refused', async (t) => {
    const body = Buffer.alloc(5 * 1024 * 1024, 'x')
    t.match(await deliver(body, sign(body, 'first-secret')), {
      status: 413,
      json: { code: 'payload_too_large' },
    })
  })

  await t.test('a wrong, missing or foreign signature is refused and nothing is stored', async (t) => {
    const body = Buffer.from('{"a":1}')
    const good = sign(body, 'first-secret')
    for (const signature of [
      undefined,
      '',
      'sha256=',
      good.slice(7),
      good.toUpperCase(),
      `${good}0`,
      sign(body, 'another-secret'),
      sign(Buffer.from('{"a": 1}'), 'first-secret'),
    ]) {
      t.match(await deliver(body, signature), { status: 401, json: { code: 'webhook_signature_invalid' } })
    }
    t.match(await deliver(Buffer.alloc(0), undefined), { status: 401 })
    t.same(await stored(), [])
  })
})

void test('webhook callback: no app secret configured, is refused', async (t) => {
  const api = await startApi(t)
  const payload = '{}'
  const headers = { 'x-hub-signature-256': sign(Buffer.from(payload), '') }
  const answer = await api.call({ method: 'POST', url: '/webhooks/whatsapp', payload, headers })
  t.match(answer, { status: 403, json: { code: 'webhook_forbidden' } })
})

function sign(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
