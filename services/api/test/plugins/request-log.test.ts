import { test } from 'tap'
import { assignedId, registeredId, startApi } from '../start-api.ts'

void test('request-log: whatever is asked, no name, number, address, query or key is in the log', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api)
  await api.register()
  await assignedId(api, { registration_id: id })
  await api.admin.get(`/v1/registrations/${id}`)
  await api.admin.get('/v1/registrations?phone_number=+919876543210')
  await api.admin.get('/v1/registrations/+919876543210')
  await api.admin.get('/v1/people/9876543210')
  await api.admin.patch(`/v1/registrations/${id}`, { email: 'ahmed.new@example.org' })
  const log = api.log_lines.join('')
  t.notMatch(log, /Ahmed|9876543210|example\.org|phone_number|Bearer|secret-of/i)

  const lines = api.log_lines.map((line) => JSON.parse(line))
  t.match(lines[0], {
    method: 'POST',
    route: '/v1/registrations',
    status: 201,
    ms: Number,
    request_id: String,
  })
  t.ok(
    lines.some((line) => line.route === '/v1/registrations/:id' && line.id === id && line.admin === 'tester'),
  )
})

void test('request-log: health checks and scrapes, not at the level info; a failing one is', async (t) => {
  const api = await startApi(t)
  for (const url of ['/livez', '/readyz', '/metrics']) await api.call({ url })
  t.same(api.log_lines, [])
  await api.pool.query('alter table schema_release rename to elsewhere')
  await api.call({ url: '/readyz' })
  t.match(api.log_lines.join(''), /"level":"info".*"route":"\/readyz","status":503/)
})
