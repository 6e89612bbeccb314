import { test } from 'tap'
import { Turns } from '../../src/async/coalescer.ts'

test('turns: asked for during a turn, served together by the next', async (t) => {
  const first = Promise.withResolvers<void>()
  const served: (readonly string[])[] = []
  const turns = new Turns<string>(async (take) => {
    served.push(take())
    await first.promise
  })
  turns.ask('a')
  for (const item of ['b', 'c', 'b']) turns.ask(item)
  first.resolve()
  await turns.idle()
  t.same(served, [['a'], ['b', 'c']])
})

test('turns: asked for before the turn takes, served by that turn', async (t) => {
  const ready = Promise.withResolvers<void>()
  const served: (readonly string[])[] = []
  const turns = new Turns<string>(async (take) => {
    await ready.promise
    served.push(take())
  })
  turns.ask('a')
  turns.ask('b')
  ready.resolve()
  await turns.idle()
  t.same(served, [['a', 'b']])
})

test('turns: asked for after a rest, a new turn serves it', async (t) => {
  const served: (readonly string[])[] = []
  const turns = new Turns<string>(async (take) => void served.push(take()))
  turns.ask('a')
  await turns.idle()
  turns.ask('b')
  await turns.idle()
  t.same(served, [['a'], ['b']])
})
