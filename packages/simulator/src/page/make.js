export const byId = (id) => document.getElementById(id)

/** Sets text, never markup: the content is untrusted. */
export function make(tag, className, text) {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

export function button(words, onClick, className) {
  const element = make('button', className, words)
  element.type = 'button'
  element.addEventListener('click', onClick)
  return element
}

/** `19:05:09`, in the reader's time zone. */
export function time(at) {
  const element = make('time', '', clock.format(new Date(at)))
  element.dateTime = at
  return element
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** @throws {Error} with a sentence, where the simulator refuses or is not there */
export async function control(method, path, body) {
  const answer = await fetch(`/_control${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => undefined)
  if (answer === undefined) throw new Error('The simulator does not answer.')
  const text = await answer.text()
  if (!answer.ok)
    throw new Error(text === '' ? `Refused with ${answer.status}` : (JSON.parse(text).message ?? text))
  return text === '' ? undefined : JSON.parse(text)
}
