import { createHmac } from 'node:crypto'
import type { Change } from './changes.ts'

/**
 * The bytes of one webhook POST. Like Meta's, with each character outside ASCII and each slash escaped. Several updates are spread
 * over statuses, changes and entries, because Meta uses all three.
 */
export function encodeChanges(businessAccountId: string, changes: readonly Change[]): Buffer {
  const half = Math.ceil(changes.length / 2)
  const groups = [mergeStatuses(changes.slice(0, half)), changes.slice(half)]
  const time = Math.floor(Date.now() / 1000)
  const entry = groups
    .filter((group) => group.length > 0)
    .map((group) => ({ id: businessAccountId, time, changes: group }))
  const json = JSON.stringify({ object: 'whatsapp_business_account', entry })
  return Buffer.from(escape(bareTemplateIds(json)), 'latin1')
}

/** The value of `X-Hub-Signature-256`. */
export function signatureOf(bytes: Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(bytes).digest('hex')}`
}

function mergeStatuses(changes: readonly Change[]): readonly Change[] {
  const withStatuses = changes.filter((change) => Array.isArray(change.value['statuses']))
  const [first] = withStatuses
  if (!first || withStatuses.length === 1) return changes
  const collect = (key: string): unknown[] =>
    withStatuses.flatMap(({ value }) => (Array.isArray(value[key]) ? value[key] : []))
  const contacts = collect('contacts')
  const { contacts: _, ...value } = first.value
  const merged = { ...value, ...(contacts.length > 0 ? { contacts } : {}), statuses: collect('statuses') }
  const others = changes.filter((change) => !withStatuses.includes(change))
  return [{ field: first.field, value: merged }, ...others]
}

/** Template ids exceed what a JavaScript number holds, yet Meta sends them as numbers. */
function bareTemplateIds(json: string): string {
  return json.replaceAll(/"message_template_id":"(\d+)"/g, '"message_template_id":$1')
}

function escape(json: string): string {
  const ascii = json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return ascii.replaceAll('/', '\\/')
}
