import { test } from 'tap'
import { startApi } from '../start-api.ts'
import { isInstant } from '../../src/http/instant.ts'

const TAKEN = [
  '2026-03-14T12:30:00Z',
  '2026-03-14t12:30z',
  '2026-03-14 12:30:59.123456789+05:30',
  '2026-03-14T12:30:60Z',
  '2026-03-14T12:30:00-0800',
  '2026-03-14T12:30:00+15:59',
  '2026-03-14T12:30:00+05',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
]

const REFUSED = [
  '2026-03-14',
  '2026-03-14T12:30:00',
  '2026-03-14T12Z',
  '2026-03-14T12:30:00,5Z',
  '2026-03-14T12:30:00+16:00',
  '2026-03-14T12:30:00-23:59',
  '2026-03-14T12:30:00+05:30:15.5',
  '2026-03-14T12:30:00Z[Asia/Kolkata]',
  '2026-02-30T12:30:00Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
  '+010000-01-01T00:00:00Z',
  'infinity',
  '',
]

void test('instant: every accepted instant is readable by Postgres', async (t) => {
  const { pool } = await startApi(t)
  for (const text of TAKEN) {
    t.ok(isInstant(text), text)
    await t.resolves(pool.query('select $1::timestamptz::text', [text]), text)
  }
  for (const text of REFUSED) t.notOk(isInstant(text), text)
  t.ok(isInstant(undefined))
})
