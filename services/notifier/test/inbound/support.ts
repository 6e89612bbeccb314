import { randomUUIDv7 } from 'node:crypto'
import type { Bench } from '../fixture.ts'
import { apply, START_OF_2026, store } from '../webhooks/support.ts'

export interface Written {
  readonly id?: string
  readonly from?: string
  readonly text?: string
  /** Seconds after the start of 2026. */
  readonly second?: number
  /** Meta's id of the message quoted. */
  readonly context?: string
  /** Instead of the text. */
  readonly item?: Readonly<Record<string, unknown>>
}

export const SENDER = '919876543210'

let messages = 0

export function messageOf({ id, from = SENDER, text = 'Salam', second = 0, context, item }: Written) {
  messages += 1
  return {
    id: id ?? `wamid.in.${messages}`,
    from,
    timestamp: String(START_OF_2026.epochMilliseconds / 1000 + second),
    ...(context === undefined ? {} : { context: { from: '15550783881', id: context } }),
    ...(item ?? { type: 'text', text: { body: text } }),
  }
}

/** Stores and applies a message of somebody whose number Meta does not disclose. */
export async function writeBy(
  bench: Bench,
  from_user_id: string,
  { contacts = [], ...written }: Written & { readonly contacts?: readonly unknown[] },
): Promise<void> {
  const { from: _, ...message } = messageOf(written)
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  const value = {
    messaging_product: 'whatsapp',
    metadata,
    contacts,
    messages: [{ ...message, from_user_id }],
  }
  await store(bench, changeBody('messages', value))
  await apply(bench)
}

/** @param second after `start` */
export function changeBody(field: string, value: unknown, second = 0, start = START_OF_2026): string {
  const time = Math.floor(start.epochMilliseconds / 1000) + second
  const entry = [{ id: '102290129340398', time, changes: [{ field, value }] }]
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

export function inboundBody(...written: readonly Written[]): string {
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  return changeBody('messages', { messaging_product: 'whatsapp', metadata, messages: written.map(messageOf) })
}

/** Stores and applies what somebody wrote, one webhook for all of it. */
export async function write(bench: Bench, ...written: readonly Written[]): Promise<void> {
  await store(bench, inboundBody(...written))
  await apply(bench)
}

export async function register(
  bench: Bench,
  full_name: string,
  phone_number = `+${SENDER}`,
): Promise<string> {
  const id = randomUUIDv7()
  await bench.db
    .insertInto('registrations')
    .values({
      id,
      full_name,
      name_key: full_name.toLowerCase(),
      phone_number,
      whatsapp_opt_in: true,
      language: 'en',
    })
    .execute()
  return id
}

export async function recipientOf(bench: Bench, address = `+${SENDER}`) {
  return bench.db
    .selectFrom('recipients')
    .selectAll()
    .where('channel', '=', 'whatsapp')
    .where('address', '=', address)
    .executeTakeFirst()
}

export async function keptOf(bench: Bench) {
  return bench.db.selectFrom('inbound_messages').selectAll().orderBy('written_at').orderBy('id').execute()
}
