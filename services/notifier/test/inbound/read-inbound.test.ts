import { test } from 'tap'
import { readInbound as readItem } from '../../src/inbound/read-inbound.ts'

function readInbound(item: unknown, contacts: unknown = []) {
  const read = readItem(item, contacts)
  return read === 'no_news' ? null : read
}

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
  for (const type of ['audio', 'location', 'something_new', 'text', 'button', 'system']) {
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

test('read-inbound: an edit, its new words are read and followed', async (t) => {
  const message = { context: { id: 'wamid.ours' }, type: 'text', text: { body: 'STOP' } }
  t.match(readInbound({ ...COMMON, type: 'edit', edit: { original_message_id: 'wamid.in.0', message } }), {
    type: 'edit',
    text: 'STOP',
    preference: 'stop',
    context_message_id: 'wamid.ours',
  })
  const image = { type: 'image', image: { caption: 'My pass' } }
  t.match(readInbound({ ...COMMON, type: 'edit', edit: { message: image } }), { text: 'My pass' })
})

test('read-inbound: contact cards and places, their numbers and names', async (t) => {
  const contacts = [
    {
      name: { formatted_name: 'Bilal Ali' },
      phones: [{ phone: '+91 98765 43211' }, { wa_id: '919876500000' }],
    },
    { phones: [] },
  ]
  t.match(readInbound({ ...COMMON, type: 'contacts', contacts }), {
    text: 'Contact card: Bilal Ali, +91 98765 43211, +919876500000; Contact card: ',
  })
  const location = { latitude: 19.07, longitude: 72.87, name: 'Mosque', address: 'Hill Road' }
  t.match(readInbound({ ...COMMON, type: 'location', location }), {
    text: 'Location: Mosque, Hill Road, 19.07, 72.87',
  })
})

test('read-inbound: content that cannot be shown becomes one line with its type', async (t) => {
  const errors = [{ code: 131051, title: 'T', error_data: { details: 'Currently not\nsupported.' } }]
  t.match(readInbound({ ...COMMON, type: 'unsupported', unsupported: { type: 'poll_creation' }, errors }), {
    text: '(a message that cannot be shown, poll_creation: Currently not supported.)',
  })
  t.match(readInbound({ ...COMMON, type: 'unsupported' }), { text: /cannot be shown, unknown kind/ })
  t.match(readInbound({ ...COMMON, type: 'revoke' }), { text: '(deleted an earlier message)' })
})

test('read-inbound: a removed reaction, is no news', async (t) => {
  t.equal(readItem({ ...COMMON, type: 'reaction', reaction: { message_id: 'wamid.ours' } }), 'no_news')
  t.equal(readItem({ ...COMMON, type: 'reaction', reaction: { message_id: 'm', emoji: '' } }), 'no_news')
})

test('read-inbound: STOP in a group, is no preference', async (t) => {
  const read = readInbound({ ...COMMON, group_id: 'Y2FwaV9ncm91cA', type: 'text', text: { body: 'stop' } })
  t.match(read, { text: 'stop', preference: null, group_id: 'Y2FwaV9ncm91cA' })
})

test('read-inbound: the contact of the body completes the writer', async (t) => {
  const { from: _, ...nameless } = COMMON
  const contact = {
    profile: { name: 'Meena R', username: 'meena.r' },
    wa_id: '919876543210',
    user_id: 'IN.9011',
    parent_user_id: 'IN.ENT.7',
  }
  const item = { ...nameless, from_user_id: 'IN.9011', type: 'text', text: { body: 'x' } }
  t.match(readInbound(item, [{ wa_id: '1' }, contact]), {
    wa_id: '919876543210',
    user_id: 'IN.9011',
    parent_user_id: 'IN.ENT.7',
    writer_name: 'Meena R, meena.r',
  })
  t.match(readInbound({ ...item, from_user_id: 'IN.ENT.7' }), { user_id: null, parent_user_id: 'IN.ENT.7' })
})

function tapOn(button: unknown) {
  return readInbound({ ...COMMON, type: 'button', context: { from: '1', id: 'wamid.ours' }, button })
}
