import { button, byId, control, make } from './make.js'

/** Each is a part of the behaviour, so that any of them can be on at once. */
const FAULTS = [
  ['The access token has expired', { account: { token_expired: true } }],
  ['Meta blocks the number', { account: { health: 'BLOCKED' } }],
  ['Meta answers 503', { messages: [{ on: 'all', answer: { kind: 'html', http_status: 503 } }] }],
  [
    'Meta limits the rate',
    { messages: [{ answer: { kind: 'error', code: 130429, http_status: 429, retry_after_seconds: 5 } }] },
  ],
  [
    'Every second answer is lost, the message arrives',
    { messages: [{ rate: 0.5, answer: { kind: 'lost' } }] },
  ],
  ['Meta does not answer', { messages: [{ answer: { kind: 'hang', taken: false } }] }],
  [
    'No number is on WhatsApp',
    { messages: [{ callbacks: { statuses: ['failed'], error: { code: 131026 } } }] },
  ],
  ['No receipts come', { callbacks: { statuses: [] } }],
  ['Receipts have a wrong signature', { webhooks: { bad_signature: true } }],
  [
    'The mail server refuses the password',
    { mails: [{ answer: { kind: 'refuse', at: 'auth', smtp_code: 535 } }] },
  ],
  [
    'Every mailbox is full',
    { mails: [{ answer: { kind: 'refuse', at: 'recipient', smtp_code: 452, text: 'The mailbox is full' } }] },
  ],
  ['The mail server breaks the connection', { mails: [{ answer: { kind: 'drop', taken: false } }] }],
]
const OUTAGE_SECONDS = 20

let behaviour = {}

/** The list with its states, from what the simulator says. */
export function showFaults({ behaviour: current, templates }) {
  behaviour = current
  const rows = FAULTS.map(([words, part]) =>
    row(words, includes(behaviour, part), (is_on) =>
      put(is_on ? without(behaviour, part) : withPart(behaviour, part)),
    ),
  )
  const rest = FAULTS.reduce((left, [, part]) => without(left, part), behaviour)
  if (Object.keys(rest).length > 0) {
    const others = row('Other behaviour, set by the control API', true, () => run('DELETE', '/behaviour'))
    others.append(make('code', '', JSON.stringify(rest)))
    rows.push(others)
  }
  for (const { name, language, status } of templates)
    rows.push(
      row(`Meta pauses ${name} (${language})`, status === 'PAUSED', (is_on) =>
        run('PUT', `/templates/${name}`, { language, status: is_on ? 'APPROVED' : 'PAUSED' }),
      ),
    )
  const focused = [...byId('fault-list').children].findIndex((item) => item.contains(document.activeElement))
  rows.push(outageRow())
  byId('fault-list').replaceChildren(...rows)
  rows[focused]?.querySelector('button').focus()
  const count = rows.filter(({ dataset }) => dataset.on === 'true').length
  byId('fault-count').textContent = count === 0 ? 'none' : `${count} on`
  byId('fault-count').classList.toggle('on', count > 0)
}

function row(words, is_on, change) {
  const item = make('li', 'fault')
  item.dataset.on = String(is_on)
  const end = button(is_on ? 'End' : 'Begin', () => void change(is_on))
  end.setAttribute('aria-label', `${is_on ? 'End' : 'Begin'}: ${words}`)
  item.append(make('span', '', is_on ? `${words} (on)` : words), end)
  return item
}

/** It ends by itself: this page cannot be reached in the meantime. */
function outageRow() {
  const words = `Meta and this page cannot be reached for ${OUTAGE_SECONDS} s`
  return row(words, false, () => run('POST', '/outage', { kind: 'refuse', for_ms: OUTAGE_SECONDS * 1_000 }))
}

function put(next) {
  return run('PUT', '/behaviour', next)
}

async function run(method, path, body) {
  try {
    byId('fault-error').textContent = ''
    await control(method, path, body)
  } catch (cause) {
    byId('fault-error').textContent = cause.message
  }
}

function includes(whole, part) {
  return Object.entries(part).every(([name, value]) =>
    Array.isArray(value)
      ? value.every((rule) => whole[name]?.some((other) => isSame(other, rule)))
      : Object.entries(value).every(([key, inner]) => isSame(whole[name]?.[key], inner)),
  )
}

function withPart(whole, part) {
  const next = { ...whole }
  for (const [name, value] of Object.entries(part))
    next[name] = Array.isArray(value) ? [...value, ...(whole[name] ?? [])] : { ...whole[name], ...value }
  return next
}

function without(whole, part) {
  if (!includes(whole, part)) return whole
  const next = { ...whole }
  for (const [name, value] of Object.entries(part)) {
    next[name] = Array.isArray(value)
      ? whole[name].filter((rule) => !value.some((other) => isSame(other, rule)))
      : Object.fromEntries(Object.entries(whole[name]).filter(([key]) => !(key in value)))
    if (Object.keys(next[name]).length === 0) delete next[name]
  }
  return next
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other)
}
