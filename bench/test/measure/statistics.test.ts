import { test } from 'tap'
import { median, percentile } from '../../src/measure/statistics.ts'

test('statistics: a percentile, the smallest value that so many do not exceed', async (t) => {
  const values = [30, 10, 50, 20, 40]
  t.equal(percentile(values, 0.5), 30)
  t.equal(percentile(values, 0.99), 50)
  t.equal(percentile(values, 0), 10)
  t.same(values, [30, 10, 50, 20, 40], 'what was given is left as it is')
})

test('statistics: no values, no number', async (t) => {
  t.ok(Number.isNaN(median([])))
})
