import { test } from 'tap'
import { requireDatabase } from '../src/require-database.ts'

test('require-database: no server answers, the error names the database without the password', async (t) => {
  await t.rejects(requireDatabase('postgres://me:hidden@127.0.0.1:1/none'), {
    message: /^The database 127\.0\.0\.1:1\/none \(DATABASE_URL\) cannot be reached: .*ECONNREFUSED[^]*$/,
  })
})
