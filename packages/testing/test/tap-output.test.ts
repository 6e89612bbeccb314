import { test } from 'tap'
import { allowedSkips, readTap } from '../src/tap-output.ts'

test('tap-output: the last summary is counted, and skipped tests are compared with the list', async (t) => {
  const lines = [
    '    ok 1 - oracle: a request # SKIP the document is absent',
    'ok 2 - listed # time=3.1ms # SKIP no such machine',
    'ok 3 - a feature # TODO later',
    'ok 4 - passed # time=1ms',
    '    not ok 5 - a failing todo # TODO known',
    '# { total: 9, pass: 6, fail: 1, skip: 1, todo: 1 }',
    '# time=315.857ms',
  ]
  t.same(readTap(lines, ['oracle: *', 'listed']), {
    total: 9,
    passed: 6,
    failed: 1,
    unlisted: ['a feature', 'a failing todo'],
  })
})

test('tap-output: a file that ended early has no result', async (t) => {
  t.same(readTap(['TAP version 14', 'ok 1 - something'], []), {
    total: 0,
    passed: 0,
    failed: 0,
    unlisted: [],
  })
})

test('tap-output: a skip is allowed except on linux, linux does not allow it', async (t) => {
  const list = '# A reason.\n\noracle: *\nexcept linux: start: on *\n'
  t.same(allowedSkips(list, 'linux'), ['oracle: *'])
  t.same(allowedSkips(list, 'darwin'), ['oracle: *', 'start: on *'])
})
