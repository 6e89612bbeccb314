import { test } from 'tap'
import { Coalescer } from '../../src/async/coalescer.ts'

test('coalescer: items requested during a batch, the next batch has all of them', async (t) => {
  const first = Promise.withResolvers<void>()
  const batches: (readonly string[])[] = []
  const coalescer = new Coalescer<string>(async (take) => {
    batches.push(take())
    await first.promise
  })
  coalescer.request('a')
  for (const item of ['b', 'c', 'b']) coalescer.request(item)
  first.resolve()
  await coalescer.drained()
  t.same(batches, [['a'], ['b', 'c']])
})

test('coalescer: an item requested before the batch takes its items, it belongs to the batch', async (t) => {
  const ready = Promise.withResolvers<void>()
  const batches: (readonly string[])[] = []
  const coalescer = new Coalescer<string>(async (take) => {
    await ready.promise
    batches.push(take())
  })
  coalescer.request('a')
  coalescer.request('b')
  ready.resolve()
  await coalescer.drained()
  t.same(batches, [['a', 'b']])
})

test('coalescer: an item requested after it was drained, a new batch has it', async (t) => {
  const batches: (readonly string[])[] = []
  const coalescer = new Coalescer<string>(async (take) => void batches.push(take()))
  coalescer.request('a')
  await coalescer.drained()
  coalescer.request('b')
  await coalescer.drained()
  t.same(batches, [['a'], ['b']])
})
