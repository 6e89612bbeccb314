import { test } from 'tap'
import { quarters } from '../../src/measure/quarters.ts'

test('quarters: arrivals ever further apart, the rate of each quarter', async (t) => {
  const arrived_at = [0, 10, 20, 100, 120, 140, 200, 240, 280, 300, 400, 500]
  t.same(quarters(arrived_at), [100, 50, 25, 10])
})
