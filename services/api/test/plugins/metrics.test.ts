import { test } from 'tap'
import { startApi } from '../start-api.ts'

void test('metrics: durations of requests by route', async (t) => {
  const api = await startApi(t)
  await api.call({ url: '/livez' })
  await api.admin.get('/v1/registrations/01890a5d-ac96-774b-bcce-b302099a8057')
  const { status, text, headers } = await api.call({ url: '/metrics' })
  t.equal(status, 200)
  t.match(headers['content-type'], /^text\/plain/)
  t.match(text, 'http_request_duration_seconds_count{method="GET",route="/livez",status="200"} 1')
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
