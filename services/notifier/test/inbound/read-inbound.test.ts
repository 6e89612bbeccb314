import { test } from 'tap'
import { readInbound } from '../../src/inbound/read-inbound.ts'

const COMMON = { id: 'wamid.in', from: '919876543210', timestamp: '1767225600' }

test('read-inbound: a text, its words, number and time', async (t) => {
  const read = readInbound({ ...COMMON, type: 'text', text: { body: 'please stop by at 5' } })
  t.equal(read?.written_at.toString(), '2026-01-01T00:00:00Z')
  t.match(read, {
    provider_message_id: 'wamid.in',
    wa_id: '919876543210',
    type: 'text',
    text: 'please stop by at 5',
    preference: null,
    context_message_id: null,
  })
})

test('read-inbound: an opt-out button, by its payload or its label, stop', async (t) => {
  t.match(tapOn({ payload: 'STOP', text: 'No more, thanks' }), {
    preference: 'stop',
    text: 'No more, thanks',
    context_message_id: 'wamid.ours',
  })
  t.match(tapOn({ payload: 'r:17', text: 'Unsubscribe' }), { preference: 'stop', text: 'Unsubscribe' })
  t.match(tapOn({ payload: 'CONFIRM:1', text: 'Confirm' }), { preference: null, text: 'Confirm' })
})

test('read-inbound: a reply button, by its id or its title, stop', async (t) => {
  const tap = (button_reply: unknown) =>
    readInbound({ ...COMMON, type: 'interactive', interactive: { type: 'button_reply', button_reply } })
  t.match(tap({ id: 'opt_out', title: 'Enough' }), { preference: 'stop', text: 'Enough' })
  t.match(tap({ id: '1', title: 'Start' }), { preference: 'start' })
  const list_reply = { id: 'a', title: 'Fajar', description: 'd' }
  t.match(readInbound({ ...COMMON, type: 'interactive', interactive: { list_reply } }), { text: 'Fajar' })
})

test('read-inbound: STOP as a caption, is stored and is no preference', async (t) => {
  const read = readInbound({ ...COMMON, type: 'image', image: { id: '1', caption: 'STOP' } })
  t.match(read, { text: 'STOP', preference: null, type: 'image' })
})

test('read-inbound: a type without text, has none', async (t) => {
  for (const type of ['audio', 'location', 'unsupported', 'something_new', 'text', 'button', 'system']) {
    t.match(readInbound({ ...COMMON, type }), { type, text: null, preference: null })
  }
  t.match(readInbound({ ...COMMON, type: 'reaction', reaction: { emoji: '👍' } }), { text: '👍' })
  t.match(readInbound({ ...COMMON, type: 'system', system: { body: 'A changed' } }), { text: 'A changed' })
})

test('read-inbound: a sender without a number, has none', async (t) => {
  const { from: _, ...unknown } = COMMON
  t.match(readInbound({ ...unknown, from_user_id: 'US.1', type: 'text', text: { body: 'x' } }), {
    wa_id: null,
  })
})

test('read-inbound: characters that Postgres cannot store, are removed', async (t) => {
  const read = readInbound({ ...COMMON, type: 'text', text: { body: `a\0b${'👍'.slice(0, 1)}` } })
  t.equal(read?.text, 'ab\uFFFD')
  t.equal(readInbound({ ...COMMON, type: 'text', text: { body: 'x'.repeat(20_000) } })?.text?.length, 10_000)
})

test('read-inbound: an item that is not a message, null', async (t) => {
  for (const item of [null, 1, [], {}, { ...COMMON }, { ...COMMON, type: 'text', timestamp: 'now' }]) {
    t.equal(readInbound(item), null)
  }
})

function tapOn(button: unknown) {
  return readInbound({ ...COMMON, type: 'button', context: { from: '1', id: 'wamid.ours' }, button })
}
