import { runPromtool, withPromtool } from '@dutybell/testing/promtool'
import { test } from 'tap'
import { startApi } from '../start-api.ts'

void test('metrics: durations of requests by route', async (t) => {
  const api = await startApi(t, { TIME_ZONE: 'Asia/Kolkata' })
  await api.call({ url: '/livez' })
  await api.admin.get('/v1/registrations/01890a5d-ac96-774b-bcce-b302099a8057')
  const { status, text, headers } = await api.call({ url: '/metrics' })
  t.equal(status, 200)
  t.match(headers['content-type'], /^text\/plain/)
  t.match(text, 'http_request_duration_seconds_count{method="GET",route="/livez",status="200"} 1')
  t.match(text, /^dutybell_pool_connections\{state="busy"\} 0$/m)
  await t.test('promtool: the metrics of the API, no fault', withPromtool, async (t) => {
    t.equal(runPromtool(['check', 'metrics'], text), '')
  })
  t.match(
    text,
    'http_request_duration_seconds_count{method="GET",route="/v1/registrations/:id",status="404"} 1',
  )
  t.match(text, 'process_cpu_seconds_total')
  t.match(
    text,
    /^dutybell_info\{version="\d+\.\d+\.\d+",node="\d+\.\d+\.\d+",zone_data="\d{4}[a-z]",time_zone="Asia\/Kolkata"\} 1$/m,
  )
})

void test('metrics: they are asked for through a proxy or from a public address, 403', async (t) => {
  const api = await startApi(t)
  for (const header of [
    'x-forwarded-for',
    'x-forwarded-proto',
    'forwarded',
    'x-real-ip',
    'via',
    'cf-connecting-ip',
  ])
    t.match(
      await api.call({ url: '/metrics', headers: { [header]: '127.0.0.1' } }),
      { status: 403, json: { code: 'metrics_forbidden', detail: /METRICS_ADDRESS/ } },
      header,
    )
  for (const [remoteAddress, status] of [
    ['203.0.113.9', 403],
    ['2001:db8::9', 403],
    ['::ffff:203.0.113.9', 403],
    ['::ffff:10.0.0.9', 200],
    ['172.31.0.9', 200],
    ['fd00::9', 200],
    ['::1', 200],
  ] as const)
    t.equal((await api.call({ url: '/metrics', remoteAddress })).status, status, remoteAddress)
})

void test('metrics: with METRICS_ADDRESS they have a listener of their own, that of the API has none', async (t) => {
  const api = await startApi(t, { METRICS_ADDRESS: { host: '127.0.0.1', port: 0 } })
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const url = /Listening at (http:\S+\/metrics)"/.exec(api.log_lines.join(''))?.[1] ?? ''
  const answer = await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.9' } })
  t.equal(answer.status, 200)
  t.match(await answer.text(), /^dutybell_info\{/m)
  t.equal((await fetch(new URL('/', url))).status, 404)
  t.equal((await fetch(`${base}/metrics`)).status, 403)
  const taken = { host: '127.0.0.1', port: Number(new URL(url).port) }
  const second = await startApi(t, { METRICS_ADDRESS: taken })
  await t.rejects(async () => second.app.ready(), { message: /^Port \d+ is taken: .*METRICS_ADDRESS/ })
  await api.app.close()
  await t.rejects(fetch(url))
})
