import type { Taken } from './ledger.ts'

/** The parts of a template message that the ledger keeps. Throws where one is missing: the notifier must not send that. */
export function readMessage(
  body: unknown,
): Pick<Taken, 'delivery_id' | 'attempt' | 'to' | 'template' | 'parameters'> {
  const template = at(body, 'template')
  const [component] = listAt(template, 'components')
  const [delivery_id, attempt] = textAt(body, 'biz_opaque_callback_data').split(':')
  if (!delivery_id || !attempt) throw new Error('The message carries no id of ours.')
  return {
    delivery_id,
    attempt: Number(attempt),
    to: textAt(body, 'to'),
    template: textAt(template, 'name'),
    parameters: listAt(component, 'parameters').map((parameter) => textAt(parameter, 'text')),
  }
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null)
    throw new Error(`Where ${key} should be, there is no object.`)
  return Reflect.get(value, key)
}

function textAt(value: unknown, key: string): string {
  const found = at(value, key)
  if (typeof found !== 'string') throw new Error(`${key} is not a text.`)
  return found
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key)
  if (!Array.isArray(found)) throw new Error(`${key} is not a list.`)
  return found
}
