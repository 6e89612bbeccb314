import { test } from 'tap'
import { startApi } from '../start-api.ts'

void test('alerts: open ones first, then those of the last week, each with what to do', async (t) => {
  const api = await startApi(t)
  t.same((await api.admin.get('/v1/alerts')).json, { items: [], next_cursor: null })
  await api.pool.query(
    `insert into alerts (key, subject, text, action, raised_at, cleared_at) values
       ('channel_paused:email', 'E-mail is paused', 'Cause: 535.', 'Check SMTP_URL.', now() - interval '9 d', null),
       ('overdue:whatsapp', 'Messages wait', 'Due: 3.', 'Check the log.', now() - interval '9 d', now() - interval '6 d'),
       ('overdue:email', 'Messages wait', 'Due: 3.', 'Check the log.', now() - interval '9 d', now() - interval '8 d')`,
  )
  const { status, json } = await api.admin.get('/v1/alerts')
  t.equal(status, 200)
  t.match(json['items'], [
    {
      key: 'channel_paused:email',
      title: 'E-mail is paused',
      text: 'Cause: 535.',
      action: 'Check SMTP_URL.',
      opened_at: /Z$/,
      cleared_at: null,
    },
    { key: 'overdue:whatsapp', cleared_at: /Z$/ },
  ])
  t.equal(Object(json['items']).length, 2)
})
