import { makeBubble, makeLetter, makeReply, showTicks } from './bubbles.js'
import { showFaults } from './faults.js'
import { byId, control } from './make.js'
import { makePhone } from './phone.js'

/** As many as the simulator sends at once. */
const MAX_SHOWN = 300
const SEARCH_DELAY_MS = 200

/** The elements of the page by key, oldest first. */
const entries = new Map()
/** By the digits of the number. */
const phones = new Map()
let states = new Map()
let kept = 0
let searching

listen()
byId('filter').addEventListener('input', searchSoon)
byId('clear').addEventListener('click', () => byId('confirm').showModal())
byId('confirm').addEventListener('close', () => {
  if (byId('confirm').returnValue === 'clear') void control('DELETE', '/messages').catch(() => undefined)
  byId('confirm').returnValue = 'keep'
})

function listen() {
  const source = new EventSource('/_control/events')
  source.addEventListener('open', () => showConnection('live', 'Live'))
  source.addEventListener('error', () => showConnection('lost', 'Not connected; reconnecting'))
  source.addEventListener('snapshot', ({ data }) => receive(JSON.parse(data), true))
  source.addEventListener('changes', ({ data }) => receive(JSON.parse(data), false))
  source.addEventListener('control', ({ data }) => {
    const state = JSON.parse(data)
    states = new Map(state.phones.map((phone) => [phone.wa_id, phone]))
    for (const phone of phones.values()) phone.show(states.get(phone.to))
    showFaults(state)
  })
}

function receive(news, is_all) {
  kept = news.kept
  byId('message-count').textContent = news.totals.messages_taken.toLocaleString()
  byId('mail-count').textContent = news.totals.mails_taken.toLocaleString()
  if (words() !== '') return searchSoon()
  show(news, is_all)
  say(`The newest ${entries.size.toLocaleString()} of ${kept.toLocaleString()}`, kept > entries.size)
}

function words() {
  return byId('filter').value.trim()
}

/** In all that the simulator keeps; this page has the newest of it only. */
function searchSoon() {
  searching ??= setTimeout(() => {
    searching = undefined
    void search()
  }, SEARCH_DELAY_MS)
}

async function search() {
  const wanted = words()
  const found = await control('GET', `/search?words=${encodeURIComponent(wanted)}`).catch(() => undefined)
  if (found === undefined) return say('The search got no answer.', true)
  if (words() !== wanted) return searchSoon()
  show(found, true)
  const { size } = entries
  if (wanted === '')
    return say(`The newest ${size.toLocaleString()} of ${kept.toLocaleString()}`, kept > size)
  say(
    `${found.matching.toLocaleString()} of ${kept.toLocaleString()} contain “${wanted}”${found.matching > size ? `; the newest ${size.toLocaleString()} are shown` : ''}`,
    true,
  )
}

function say(sentence, is_needed) {
  byId('shown').textContent = is_needed ? sentence : ''
}

/** Adds what is new; with `is_all`, removes what is not among it. */
function show({ messages, mails, replies }, is_all) {
  const news = [...messages, ...mails, ...replies].toSorted((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  )
  if (is_all) {
    const wanted = new Set(news.map(keyOf))
    for (const key of entries.keys()) if (!wanted.has(key)) remove(key)
  }
  for (const entry of news) showEntry(entry)
  for (const [key, { phone }] of entries) {
    if (entries.size <= MAX_SHOWN) break
    if (!phone?.holdsWords()) remove(key)
  }
  for (const phone of phones.values())
    if (phone.list.childElementCount === 0 && !phone.holdsWords()) {
      phone.element.remove()
      phones.delete(phone.to)
    }
  byId('no-messages').hidden = phones.size > 0
  byId('no-mails').hidden = byId('mails').childElementCount > 0
  const is_filtered = words() !== ''
  byId('no-messages').textContent = is_filtered
    ? 'No message contains this.'
    : 'No messages yet. Register a volunteer to see a message here.'
  byId('no-mails').textContent = is_filtered ? 'No mail contains this.' : 'No mails yet.'
}

function keyOf({ kind, number }) {
  return `${kind} ${number}`
}

function showEntry(entry) {
  const key = keyOf(entry)
  const known = entries.get(key)
  if (known) return known.ticks && showTicks(known.ticks, entry)
  const { kind, at } = entry
  if (kind === 'mail') {
    const element = makeLetter(entry)
    place(byId('mails'), element, at, true)
    return entries.set(key, { element })
  }
  const to = (kind === 'reply' ? entry.from : entry.to).replace(/^\+/, '')
  const phone = phones.get(to) ?? addPhone(to)
  const shown = kind === 'reply' ? { element: makeReply(entry) } : makeBubble(entry)
  place(phone.list, shown.element, at, false)
  entries.set(key, { ...shown, phone })
  // The newest conversation goes first, except while an element of a conversation has the focus.
  if (!byId('phones').contains(document.activeElement)) byId('phones').prepend(phone.element)
  phone.list.scrollTop = phone.list.scrollHeight
}

/** By time: a search shows older entries between those that are there. */
function place(list, element, at, newest_first) {
  element.dataset.at = at
  // A moved phone would begin the animations of all its bubbles again.
  element.classList.add('new')
  element.addEventListener('animationend', () => element.classList.remove('new'), { once: true })
  const siblings = [...list.children]
  if (newest_first) list.insertBefore(element, siblings.find((other) => other.dataset.at < at) ?? null)
  else {
    const before = siblings.findLast((other) => other.dataset.at <= at)
    if (before) before.after(element)
    else list.prepend(element)
  }
}

function addPhone(to) {
  const phone = makePhone(to)
  phone.show(states.get(to))
  phones.set(to, phone)
  byId('phones').prepend(phone.element)
  return phone
}

function remove(key) {
  entries.get(key).element.remove()
  entries.delete(key)
}

function showConnection(state, sentence) {
  const element = byId('connection')
  element.dataset.state = state
  element.textContent = sentence
}
