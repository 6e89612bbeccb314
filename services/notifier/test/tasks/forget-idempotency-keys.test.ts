import { test } from 'tap'
import { forgetIdempotencyKeys } from '../../src/tasks/forget-idempotency-keys.ts'
import { openBench } from '../fixture.ts'

test('forget-idempotency-keys: several batches are a day old, all are deleted and the others stay', async (t) => {
  const { pool } = await openBench(t)
  await pool.query(
    `insert into idempotency_keys (caller, key, request_hash, status, headers, body, created_at)
     select 'key tester', n::text, '', 200, '{}', '{}', now() - case when n <= 2001 then interval '24 h' else interval '23 h' end
     from generate_series(1, 2003) n`,
  )
  await forgetIdempotencyKeys(pool)
  const { rows } = await pool.query('select key from idempotency_keys order by key')
  t.same(rows, [{ key: '2002' }, { key: '2003' }])
})
