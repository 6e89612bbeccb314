import { test } from 'tap'
import { reasonIn } from '../../src/start/service-process.ts'

test('service-process: a fatal log line among others, its message is the reason', async (t) => {
  const lines = [
    '{"level":"fatal","msg":"Port 3000 is taken."}',
    '{"level":"info","msg":"bye"}',
    'Node.js v26',
  ]
  t.equal(reasonIn(lines), ': Port 3000 is taken.')
})

test('service-process: an uncaught error, its first line is the reason', async (t) => {
  const lines = [
    'node:internal:241',
    '    throw x',
    '',
    'Error [E_X]: Cannot find it',
    '    at y',
    '}',
    '',
    'Node.js v26',
  ]
  t.equal(reasonIn(lines), ': Error [E_X]: Cannot find it.')
})

test('service-process: sentences on stderr, the last is the reason', async (t) => {
  t.equal(reasonIn(['PORT must be a number.']), ': PORT must be a number.')
})

test('service-process: no output, the sentence ends without a reason', async (t) => {
  t.equal(reasonIn(['{"level":"info","msg":"hello"}', '{cut']), '.')
})
