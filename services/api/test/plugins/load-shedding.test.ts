import { test } from 'tap'
import { startApi } from '../start-api.ts'

const FORM = 'https://form.example.org'
const LIMITS = { event_loop_delay_ms: 20, sample_ms: 10 }

void test('load-shedding: the event loop is late, 503 with Retry-After except for health checks, which a form of another origin can read; later, served again', async (t) => {
  const api = await startApi(t, { shedding: LIMITS, CORS_ORIGINS: [FORM] })
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const busy = { on: true }
  const block = () => {
    if (!busy.on) return
    const until = performance.now() + 2 * LIMITS.event_loop_delay_ms
    while (performance.now() < until);
    setTimeout(block, 1)
  }
  block()

  let shed = await fetch(`${base}/v1/nothing`)
  while (shed.status !== 503) shed = await fetch(`${base}/v1/nothing`)
  t.match(await shed.json(), { code: 'overloaded', status: 503 })
  t.equal(shed.headers.get('retry-after'), '5')
  t.match(shed.headers.get('content-type'), /^application\/problem\+json/)
  for (const path of ['/livez', '/metrics']) t.equal((await fetch(`${base}${path}`)).status, 200, path)
  // Its question to the database may take too long on an event loop that is late.
  t.notMatch(await (await fetch(`${base}/readyz`)).text(), /Too many requests are being served/)

  const register = () =>
    fetch(`${base}/v1/registrations`, { method: 'POST', headers: { origin: FORM }, body: '{}' })
  let refused = await register()
  while (refused.status !== 503) refused = await register()
  t.equal(refused.headers.get('access-control-allow-origin'), FORM, 'a form can read why')
  t.match(refused.headers.get('access-control-expose-headers'), /retry-after/)

  busy.on = false
  let served = await fetch(`${base}/v1/nothing`)
  while (served.status === 503) served = await fetch(`${base}/v1/nothing`)
  t.equal(served.status, 404)
})
