import { test } from 'tap'
import { Signal } from '../../src/async/signal.ts'

const LONG_MS = 60_000

test('signal: raised during a wait, the wait ends', async (t) => {
  const signal = new Signal()
  const waited = signal.wait(LONG_MS)
  signal.raise()
  await waited
  t.pass('it ended')
})

test('signal: raised without a waiter, only the next wait ends at once', async (t) => {
  const signal = new Signal()
  signal.raise()
  signal.raise()
  await signal.wait(LONG_MS)
  const waited = signal.wait(LONG_MS).then(() => 'raised')
  t.equal(
    await Promise.race([waited, new Promise((resolve) => setImmediate(() => resolve('waiting')))]),
    'waiting',
  )
  signal.raise()
  t.equal(await waited, 'raised')
})

test('signal: never raised, the wait ends at its time-out', async (t) => {
  await new Signal().wait(1)
  t.pass('it ended')
})

test('signal: raised after a time-out, the next wait ends at once', async (t) => {
  const signal = new Signal()
  await signal.wait(1)
  signal.raise()
  await signal.wait(LONG_MS)
  t.pass('it ended')
})
