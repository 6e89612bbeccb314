import { make, time } from './make.js'

const STATES = {
  accepted: { sign: '🕓', words: 'accepted' },
  sent: { sign: '✓', words: 'sent' },
  delivered: { sign: '✓✓', words: 'delivered' },
  read: { sign: '✓✓', words: 'read' },
  failed: { sign: '! not delivered', words: 'not delivered' },
}
/** `delivered` and `read` outrank `failed`: the message arrived. */
const RANK = ['sent', 'failed', 'delivered', 'read']

/** A message to the person, and the element of its ticks. */
export function makeBubble(message) {
  const element = make('li', 'bubble')
  const foot = make('div', 'foot')
  const ticks = make('span', 'ticks')
  foot.append(make('span', 'template', message.template ?? ''), time(message.at))
  if (message.taken) {
    element.append(make('p', '', message.text))
    foot.append(ticks)
  } else {
    element.classList.add('refused')
    element.append(make('p', 'note', refusalOf(message)))
    if (message.text) element.append(make('p', '', message.text))
  }
  element.append(foot)
  showTicks(ticks, message)
  return { element, ticks }
}

export function showTicks(ticks, { statuses }) {
  const best = Math.max(-1, ...statuses.map((status) => RANK.indexOf(status)))
  const state = RANK[best] ?? 'accepted'
  const { sign, words } = STATES[state]
  ticks.dataset.state = state
  ticks.textContent = sign
  ticks.title = words
  ticks.setAttribute('role', 'img')
  ticks.setAttribute('aria-label', words)
}

/** What the person wrote. */
export function makeReply({ text, at, user_id }) {
  const element = make('li', 'bubble theirs')
  const foot = make('div', 'foot')
  if (user_id !== null) foot.append(make('span', 'template', `as ${user_id}`))
  foot.append(time(at))
  element.append(make('p', '', text), foot)
  return element
}

function refusalOf({ answer, error_code: code, http_status: status }) {
  if (answer === 'error') return `Refused with error ${code}`
  if (answer === 'html') return `Answered with HTTP ${status}, not accepted`
  return 'Connection broken, not accepted'
}

export function makeLetter(mail) {
  const element = make('li', 'letter')
  if (!mail.taken) element.classList.add('refused')
  const to = make('div', 'to')
  to.append(make('span', '', `To ${mail.to}`), time(mail.at))
  element.append(make('h3', '', mail.subject || '(no subject)'), to)
  if (!mail.taken) {
    const broken = mail.smtp_code === null
    const words = broken ? 'Connection broken, not accepted' : `Refused with SMTP code ${mail.smtp_code}`
    element.append(make('p', 'note', words))
  }
  element.append(make('p', '', mail.text.trim()))
  return element
}
