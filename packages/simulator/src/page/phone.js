import { button, control, make } from './make.js'

/** The phone of one person: what it was sent and what the person writes, with its switches. */
export function makePhone(to) {
  const element = make('article', 'phone')
  const name = to === '' ? 'Unknown number' : `+${to.replace(/^\+/, '')}`
  const list = make('ol', 'bubbles')
  list.tabIndex = 0
  list.setAttribute('aria-label', `Messages of ${name}`)
  const head = make('div', 'head')
  const state = make('p', 'state')
  const error = make('p', 'note')
  error.setAttribute('role', 'alert')
  head.append(make('h3', '', name))
  element.append(head, state, list)
  // A thread in which somebody types stays, however many messages come meanwhile.
  const holdsWords = () => [...element.querySelectorAll('input')].some(({ value }) => value !== '')
  const phone = { element, list, to, holdsWords, show: () => undefined }
  if (!/^\+?[1-9]\d{6,14}$/.test(to)) return phone

  const act = async (method, path, body) => {
    try {
      error.textContent = ''
      await control(method, path, body)
      return true
    } catch (cause) {
      error.textContent = cause.message
      return false
    }
  }
  const change = (body) => act('PUT', `/phones/${name}`, body)
  const write = (text) => act('POST', '/inbound', { from: name, text })

  const power = button('Switch off', () => void change({ is_off: power.ariaPressed !== 'true' }))
  const hide = button('Hide number', () => void change({ hides_number: hide.ariaPressed !== 'true' }))
  const absent = button(
    'Not on WhatsApp',
    () => void change({ is_not_on_whatsapp: absent.ariaPressed !== 'true' }),
  )
  head.append(makeMenu(name, [power, absent, hide, makeNumberForm(name, change)]))
  element.append(makeReplyForm(name, write), error)
  phone.show = (known) => {
    const is_off = known?.is_off === true
    const hides_number = known?.hides_number === true
    const is_absent = known?.is_not_on_whatsapp === true
    const new_wa_id = known?.new_wa_id
    element.classList.toggle('off', is_off || is_absent)
    power.textContent = is_off ? 'Switch on' : 'Switch off'
    power.ariaPressed = String(is_off)
    hide.textContent = hides_number ? 'Show number' : 'Hide number'
    hide.ariaPressed = String(hides_number)
    absent.textContent = is_absent ? 'On WhatsApp again' : 'Not on WhatsApp'
    absent.ariaPressed = String(is_absent)
    state.textContent = [
      is_off && 'Switched off: nothing is delivered.',
      is_absent && 'Not on WhatsApp: what is sent to it fails.',
      hides_number && 'Hides the number: Dutybell sees a user id.',
      new_wa_id && `Has the number +${new_wa_id} now.`,
    ]
      .filter(Boolean)
      .join(' ')
  }
  phone.show()
  return phone
}

function makeMenu(name, items) {
  const menu = make('details', 'menu')
  const summary = make('summary', '', 'Phone')
  summary.setAttribute('aria-label', `Phone ${name}`)
  const content = make('div', 'menu-items')
  content.append(...items)
  menu.append(summary, content)
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    menu.open = false
    summary.focus()
  })
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget !== null && !menu.contains(relatedTarget)) menu.open = false
  })
  return menu
}

function makeNumberForm(name, change) {
  const form = make('form', 'number-form')
  const input = make('input')
  input.type = 'tel'
  input.required = true
  input.placeholder = '+91 98220 11223'
  input.setAttribute('aria-label', `New number of ${name}`)
  const send = make('button', '', 'Change number')
  form.append(input, send)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (await change({ new_number: input.value.replaceAll(/[()\s-]/g, '') })) input.value = ''
  })
  return form
}

function makeReplyForm(name, write) {
  const form = make('form', 'reply')
  const input = make('input')
  input.required = true
  input.placeholder = 'Reply'
  input.autocomplete = 'off'
  input.setAttribute('aria-label', `Reply of ${name}`)
  const send = make('button', 'send', 'Send')
  form.append(input, send, ...['STOP', 'START'].map((word) => button(word, () => void write(word))))
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const { value } = input
    input.value = ''
    if (!(await write(value))) input.value ||= value
  })
  return form
}
