import { test } from 'tap'
import { OutageStreak } from '../../src/channels/outage-streak.ts'
import type { SendOutcome } from '../../src/providers/outcome.ts'

const answer = { http_status: null, trace_id: null, duration_ms: 1 }
const ACCEPTED: SendOutcome = { ...answer, outcome: 'accepted', provider_message_id: 'wamid.1' }

function refused(code: string): SendOutcome {
  return {
    ...answer,
    outcome: 'refused',
    error: { class: 'transient', code, text: '' },
  }
}

const UNREACHABLE: SendOutcome = {
  ...answer,
  outcome: 'unsent',
  error: { class: 'transient', code: 'ECONNREFUSED', text: '' },
}

function seen(outcomes: readonly (readonly [string, SendOutcome])[]): boolean[] {
  const streak = new OutageStreak()
  return outcomes.map(([recipient, outcome]) => streak.observe(recipient, outcome))
}

test('outage-streak: two recipients fail alternately in the same way, an outage before either has four counted attempts', async (t) => {
  const turns = ['a', 'b', 'a', 'b', 'a'].map((who) => [who, refused('2')] as const)
  t.same(seen(turns), [false, false, false, false, true])
})

test('outage-streak: one recipient fails always, no outage', async (t) => {
  t.notOk(seen(Array.from({ length: 20 }, () => ['a', refused('2')] as const)).includes(true))
})

test('outage-streak: a success between, or different failures, no outage', async (t) => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f'] as const
  t.notOk(seen(people.map((who, n) => [who, n === 3 ? ACCEPTED : refused('2')] as const)).includes(true))
  t.notOk(seen(people.map((who, n) => [who, refused(n % 2 ? '2' : '131000')] as const)).includes(true))
})

test('outage-streak: no connection succeeds, an outage after fewer failures', async (t) => {
  t.same(seen(['a', 'b', 'c'].map((who) => [who, UNREACHABLE] as const)), [false, false, true])
})
