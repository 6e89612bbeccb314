import { test } from 'tap'
import { figure, spread, table } from '../../src/measure/table.ts'

test('table: two columns, names to the left and figures to the right', async (t) => {
  t.equal(
    table(
      ['', 'per second'],
      [
        ['dutybell', '4,000'],
        ['other', '12'],
      ],
    ),
    [
      '|          | per second |',
      '|----------|-----------:|',
      '| dutybell |      4,000 |',
      '| other    |         12 |',
    ].join('\n'),
  )
})

test('table: figures, grouped, rounded, or a dash where nothing was measured', async (t) => {
  t.equal(figure(12_345.6), '12,346')
  t.equal(figure(0.5, 2), '0.50')
  t.equal(figure(NaN), '–')
  t.equal(spread([3, 1, 2]), '1 … 3')
})
