import type { Bench } from '../fixture.ts'
import { changeBody } from '../inbound/support.ts'
import { apply, store } from '../webhooks/support.ts'

export const TEMPLATE = 'registration_received'

export interface TemplateEvent {
  readonly event: string
  /** Seconds after the start of 2026. */
  readonly second?: number
  readonly name?: string
  readonly language?: string
  readonly category?: string
  readonly more?: Readonly<Record<string, unknown>>
}

/** The id is beyond 2^53, as Meta's are, and a bare number. */
export function statusBody({
  event,
  second = 0,
  name,
  language = 'en',
  category,
  more,
}: TemplateEvent): string {
  const value = {
    event,
    message_template_id: 0,
    message_template_name: name ?? TEMPLATE,
    message_template_language: language,
    message_template_category: category ?? 'UTILITY',
    reason: 'NONE',
    ...more,
  }
  const body = changeBody('message_template_status_update', value, second)
  return body.replace('"message_template_id":0', '"message_template_id":98765432109876543219')
}

/** Stores and applies one template event. */
export async function tellStatus(bench: Bench, event: TemplateEvent): Promise<void> {
  await store(bench, statusBody(event))
  await apply(bench)
}

export async function tellCategory(
  bench: Bench,
  {
    second = 0,
    ...value
  }: { readonly new_category: string; readonly correct_category?: string; readonly second?: number },
): Promise<void> {
  const named = { message_template_name: TEMPLATE, message_template_language: 'en', ...value }
  await store(bench, changeBody('template_category_update', named, second))
  await apply(bench)
}

export async function templateOf(bench: Bench, name = TEMPLATE) {
  return bench.db.selectFrom('templates').selectAll().where('name', '=', name).executeTakeFirst()
}
