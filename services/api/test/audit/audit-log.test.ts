import { sql } from 'kysely'
import { test } from 'tap'
import { assignedId, dateIn, deliveriesOf, registeredId, startApi } from '../start-api.ts'
import { callAs, makeKey } from '../keys/make-key.ts'

void test('audit-log', async (t) => {
  const api = await startApi(t)
  const key = await makeKey(api.db, ['admin'], { name: 'console' })
  const call = callAs(api, key.secret, { 'x-request-id': 'request-of-the-test' })
  const entries = async (query = '') => {
    const { status, json, text } = await api.admin.get(`/v1/audit-log?sort=created_at${query}`)
    t.equal(status, 200, text)
    return Array.isArray(json['items']) ? json['items'] : []
  }
  const registration_id = await registeredId(api)

  await t.test('a public registration has no actor', async (t) => {
    t.same(await entries(), [])
  })

  await t.test('an action by a key is recorded with actor, action and request', async (t) => {
    const assigned = await call('POST', '/v1/duty-assignments', {
      registration_id,
      duty_date: dateIn(1),
      duty_time: 'Fajar Azaan',
    })
    const id = String(assigned.json['id'])
    await call('PATCH', `/v1/registrations/${registration_id}`, { full_name: 'Ahmad Ali', email: null })
    await call('PATCH', `/v1/duty-assignments/${id}`, { duty_time: 'Zohr Azaan' })
    await call('POST', '/v1/reminders/run')
    await call('POST', `/v1/duty-assignments/${id}/cancel`)
    await call('POST', '/v1/channels/email/pause', { reason: 'Ahmed, 98765 43210, complained' })
    await call('POST', '/v1/channels/email/resume')
    await sql`select hold_template('registration_received', 'en', 'refused')`.execute(api.db)
    await call('POST', '/v1/templates/registration_received/release')
    const [delivery] = await deliveriesOf(api)
    await sql`update deliveries set state = 'failed' where id = ${delivery?.id}`.execute(api.db)
    await call('POST', `/v1/deliveries/${delivery?.id}/retry`)
    await call('POST', '/v1/deliveries/retry', { filter: { state: 'expired' }, expected_count: 0 })

    const by = { actor: 'console', api_key_id: key.id, request_id: 'request-of-the-test', at: /Z$/ }
    const duty = { ...by, subject_type: 'duty_assignment', subject_id: id }
    t.match(await entries('&actor=console'), [
      { ...duty, action: 'duty_assignment.created', details: {} },
      {
        ...by,
        action: 'registration.changed',
        subject_type: 'registration',
        subject_id: registration_id,
        details: { fields: ['full_name', 'email'], version: 2 },
      },
      { ...duty, action: 'duty_assignment.moved', details: { version: 2 } },
      {
        ...by,
        action: 'reminders.run',
        subject_id: null,
        details: { date: dateIn(1), published: 1, skipped: 0 },
      },
      { ...duty, action: 'duty_assignment.cancelled', details: { version: 3 } },
      { ...by, action: 'channel.paused', subject_type: 'channel', subject_id: 'email' },
      { ...by, action: 'channel.resumed', subject_type: 'channel', subject_id: 'email' },
      { ...by, action: 'template.released', subject_id: 'registration_received' },
      { ...by, action: 'delivery.retried', subject_id: delivery?.id, details: { confirm_duplicate: false } },
      { ...by, action: 'deliveries.retried', subject_id: null, details: { retried: 0 } },
    ])
    const { rows } = await sql<{ row: string }>`select l::text as row from audit_log l`.execute(api.db)
    t.notMatch(rows.map(({ row }) => row).join(''), /Ahm[ae]d|98765|example\.org/)
  })

  await t.test('a refused, ineffective or dry request leaves no row', async (t) => {
    const before = (await entries()).length
    const assignment_id = await assignedId(api, { registration_id })
    const cancel = () => call('POST', `/v1/duty-assignments/${assignment_id}/cancel`)
    await cancel()
    t.equal((await entries()).length, before + 2)
    await cancel()
    await call('PATCH', `/v1/duty-assignments/${assignment_id}`, { duty_time: 'Isha' })
    await call('PATCH', `/v1/registrations/${registration_id}`, { full_name: 'Ahmad Ali' })
    await call('PATCH', `/v1/registrations/${registration_id}`, { full_name: '' })
    await call('POST', '/v1/duty-assignments', { registration_id, duty_date: dateIn(-1), duty_time: 'Isha' })
    await call('POST', '/v1/reminders/run', { dry_run: true })
    await call('POST', '/v1/deliveries/retry', { filter: { state: 'failed' }, expected_count: 99 })
    t.equal((await entries()).length, before + 2)
  })

  await t.test('filters, narrow it down', async (t) => {
    for (const [query, count] of [
      ['&actor=console&action=duty_assignment.created', 1],
      ['&actor=tester&action=duty_assignment.created', 1],
      [`&subject_type=registration&subject_id=${registration_id}`, 1],
      ['&subject_type=channel', 2],
      ['&request_id=request-of-the-test&action=reminders.run', 1],
      ['&actor=nobody', 0],
      [`&to=${encodeURIComponent('2000-01-01T00:00:00Z')}`, 0],
      [`&from=${encodeURIComponent('2000-01-01T00:00:00+05:30')}&subject_type=template`, 1],
    ] as const) {
      t.equal((await entries(query)).length, count, query)
    }
  })

  await t.test('pages contain each entry once', async (t) => {
    const all = (await entries()).map(({ id }) => id)
    const paged: unknown[] = []
    for (let cursor = ''; ;) {
      const { json } = await api.admin.get(`/v1/audit-log?sort=created_at&limit=5${cursor}`)
      if (Array.isArray(json['items'])) paged.push(...json['items'].map(({ id }) => id))
      if (typeof json['next_cursor'] !== 'string') break
      cursor = `&cursor=${json['next_cursor']}`
    }
    t.same(paged, all)
  })

  await t.test('a filter that cannot be, 400', async (t) => {
    for (const query of [
      'from=yesterday',
      'action=nothing',
      'actor=',
      'actor=%00',
      'cursor=x',
      'phone_number=1',
    ]) {
      t.equal((await api.admin.get(`/v1/audit-log?${query}`)).status, 400, query)
    }
  })

  await t.test('deleting entries is refused within a year and accepted after it', async (t) => {
    for (const statement of [
      `update audit_log set actor = 'nobody'`,
      `update audit_log set actor = 'nobody' where false`,
      'delete from audit_log',
      'truncate audit_log',
    ]) {
      await t.rejects(api.pool.query(statement), { code: '23001' }, statement)
    }
    await sql`
      insert into audit_log (id, at, actor, action, subject_type)
      values (gen_random_uuid(), now() - interval '366 days', 'old', 'channel.paused', 'channel')`.execute(
      api.db,
    )
    const { rowCount } = await api.pool.query(`delete from audit_log where actor = 'old'`)
    t.equal(rowCount, 1)
  })
})
