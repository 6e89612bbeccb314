import { test } from 'tap'
import { countAssertions } from '../src/tap-counts.ts'

test('tap-counts: a run with failures and skips, each is counted', async (t) => {
  const tap = 'ok 1 - x\n# { total: 9 }x\n# { total: 5, pass: 3, fail: 1, skip: 1 }\n# time=315.857ms\n'
  t.strictSame(countAssertions(tap), { passed: 3, failed: 1, skipped: 1 })
})

test('tap-counts: a run that broke off, nothing is counted', async (t) => {
  t.strictSame(countAssertions('TAP version 14\n'), { passed: 0, failed: 0, skipped: 0 })
})
