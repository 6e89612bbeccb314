import { test } from 'tap'
import { apiPart } from '../../src/parts/api.ts'
import { runShort } from './run-short.ts'

test('bench api: the API beside the two-row insert, their rates and the CPU of Postgres', async (t) => {
  const rows = await runShort(t, apiPart, ['dutybell', 'two-row insert'])
  for (const name of ['two-row insert', 'dutybell']) {
    const [rate, , of_two_rows, , p99, , postgres_cpu] = rows.get(name) ?? []
    for (const value of [rate, of_two_rows, p99, postgres_cpu]) t.match(value, /^[\d,.]+$/, name)
  }
  t.match(rows.get('registrations per second, of the two-row insert'), [/^\d/, '≥ 0.5'])
  t.match(rows.get("Postgres' CPU per registration, of the two-row insert"), [/^\d/, '≤ 2.5'])
})
