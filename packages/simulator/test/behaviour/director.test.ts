import { test } from 'tap'
import { createDirector } from '../../src/behaviour/director.ts'

test('director: a count, ends the rule', async (t) => {
  const director = createDirector({ messages: [{ count: 2, answer: { kind: 'lost' } }] })
  const drawn = Array.from({ length: 3 }, () => director.ruleForMessage('+1', 'x')?.answer?.kind)
  t.strictSame(drawn, ['lost', 'lost', undefined])
})

test('director: a recipient, is the same in any notation', async (t) => {
  const director = createDirector({ messages: [{ to: '+91 98765-43210', answer: { kind: 'lost' } }] })
  t.ok(director.ruleForMessage('919876543210', 'x'))
  t.notOk(director.ruleForMessage('919876543211', 'x'))
})

test('director: a rate, is met, and the same seed gives the same draws', async (t) => {
  const hits = drawThousand().filter(Boolean).length
  t.ok(hits > 150 && hits < 250, `${hits} of 1,000`)
  t.strictSame(drawThousand(), drawThousand())
})

test('director: a rule for reads, does not match messages', async (t) => {
  const director = createDirector({ messages: [{ on: 'reads', answer: { kind: 'html' } }] })
  t.notOk(director.ruleForMessage('1', 'x'))
  t.ok(director.ruleForRead())
})

function drawThousand(): boolean[] {
  const director = createDirector({ seed: 7, messages: [{ rate: 0.2, answer: { kind: 'lost' } }] })
  return Array.from({ length: 1_000 }, () => director.ruleForMessage('1', 'x') !== undefined)
}
