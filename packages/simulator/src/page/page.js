const MAX_BUBBLES = 300
const MAX_LETTERS = 100

const STATES = {
  accepted: { sign: '🕓', words: 'accepted' },
  sent: { sign: '✓', words: 'sent' },
  delivered: { sign: '✓✓', words: 'delivered' },
  read: { sign: '✓✓', words: 'read' },
  failed: { sign: '! not delivered', words: 'not delivered' },
}
/** `delivered` and `read` outrank `failed`: the message arrived. */
const RANK = ['sent', 'failed', 'delivered', 'read']

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const byId = (id) => document.getElementById(id)

/** The elements of the page by number, oldest first. */
const bubbles = new Map()
const letters = new Map()
/** By the recipient's digits. */
const phones = new Map()

listen()
byId('filter').addEventListener('input', filterAll)
byId('clear').addEventListener('click', () => {
  void fetch('/_control/messages', { method: 'DELETE' })
})

function listen() {
  const source = new EventSource('/_control/events')
  source.addEventListener('open', () => showConnection('live', 'Live'))
  source.addEventListener('error', () => showConnection('lost', 'Not connected; reconnecting'))
  source.addEventListener('snapshot', ({ data }) => {
    for (const shown of [bubbles, letters, phones]) {
      for (const { element } of shown.values()) element.remove()
      shown.clear()
    }
    show(JSON.parse(data))
  })
  source.addEventListener('changes', ({ data }) => show(JSON.parse(data)))
}

function show({ totals, messages, mails }) {
  for (const message of messages) showMessage(message)
  for (const mail of mails) showMail(mail)
  trim()
  byId('message-count').textContent = totals.messages_taken.toLocaleString()
  byId('mail-count').textContent = totals.mails_taken.toLocaleString()
  byId('no-messages').hidden = bubbles.size > 0
  byId('no-mails').hidden = letters.size > 0
}

function showMessage(message) {
  const known = bubbles.get(message.number)
  if (known) return showTicks(known.ticks, message)

  const phone = phones.get(message.to) ?? addPhone(message.to)
  const ticks = make('span', 'ticks')
  const foot = make('div', 'foot')
  foot.append(
    make('span', 'template', message.template ?? ''),
    make('time', '', clock.format(new Date(message.at))),
  )
  const element = make('li', 'bubble')
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
  const { list } = phone
  list.append(element)
  list.scrollTop = list.scrollHeight
  phone.words += ` ${message.text ?? ''}`.toLowerCase()
  bubbles.set(message.number, { element, ticks, phone })
  // The newest conversation goes first, except while an element of a conversation has the focus.
  if (!byId('phones').contains(document.activeElement)) byId('phones').prepend(phone.element)
  filter(phone)
}

function addPhone(to) {
  const element = make('article', 'phone')
  const list = make('ol', 'bubbles')
  const name = to === '' ? 'Unknown number' : `+${to.replace(/^\+/, '')}`
  list.tabIndex = 0
  list.setAttribute('aria-label', `Messages to ${name}`)
  element.append(make('h3', '', name), list)
  const phone = { element, list, to, words: name.toLowerCase() }
  phones.set(to, phone)
  byId('phones').prepend(element)
  return phone
}

function showTicks(ticks, { statuses }) {
  const best = Math.max(-1, ...statuses.map((status) => RANK.indexOf(status)))
  const state = RANK[best] ?? 'accepted'
  const { sign, words } = STATES[state]
  ticks.dataset.state = state
  ticks.textContent = sign
  ticks.title = words
  ticks.setAttribute('role', 'img')
  ticks.setAttribute('aria-label', words)
}

function refusalOf({ answer, error_code: code, http_status: status }) {
  if (answer === 'error') return `Refused with error ${code}`
  if (answer === 'html') return `Answered with HTTP ${status}, not accepted`
  return 'Connection broken, not accepted'
}

function showMail(mail) {
  if (letters.has(mail.number)) return
  const element = make('li', 'letter')
  if (!mail.taken) element.classList.add('refused')
  const to = make('div', 'to')
  to.append(make('span', '', `To ${mail.to}`), make('time', '', clock.format(new Date(mail.at))))
  element.append(make('h3', '', mail.subject || '(no subject)'), to)
  if (!mail.taken)
    element.append(
      make(
        'p',
        'note',
        mail.smtp_code === null
          ? 'Connection broken, not accepted'
          : `Refused with SMTP code ${mail.smtp_code}`,
      ),
    )
  element.append(make('p', '', mail.text.trim()))
  const letter = { element, words: `${mail.to} ${mail.subject} ${mail.text}`.toLowerCase() }
  letters.set(mail.number, letter)
  byId('mails').prepend(element)
  filter(letter)
}

function trim() {
  for (const [number, { element, phone }] of bubbles) {
    if (bubbles.size <= MAX_BUBBLES) break
    element.remove()
    bubbles.delete(number)
    if (phone.list.childElementCount === 0) {
      phone.element.remove()
      phones.delete(phone.to)
    }
  }
  for (const [number, { element }] of letters) {
    if (letters.size <= MAX_LETTERS) break
    element.remove()
    letters.delete(number)
  }
}

function filterAll() {
  for (const shown of [...phones.values(), ...letters.values()]) filter(shown)
}

function filter({ element, words }) {
  element.hidden = !words.includes(byId('filter').value.trim().toLowerCase())
}

function showConnection(state, words) {
  const element = byId('connection')
  element.dataset.state = state
  element.textContent = words
}

/** Sets text, never markup: the content is untrusted. */
function make(tag, className, text) {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}
