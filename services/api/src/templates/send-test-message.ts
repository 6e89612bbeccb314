import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { parsePhoneNumber } from '@dutybell/shared/people/phone-number'
import type { TemplateName } from '@dutybell/shared/templates/catalogue'
import { type ConfiguredLanguages, exampleOf } from '@dutybell/shared/templates/languages'
import { sql } from 'kysely'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { throwIfInvalid } from '../http/faults.ts'

interface TestMessage {
  readonly phone_number: string
  readonly template_name: TemplateName
  readonly language: string
}

/**
 * Adds a job that sends a template with its example by WhatsApp: the API has no token of Meta.
 *
 * @returns the number that it goes to
 * @throws {AppError} `invalid_input`
 */
export async function sendTestMessage(
  ctx: {
    readonly db: Db
    readonly default_country: string
    readonly template_languages: ConfiguredLanguages
  } & WithActor,
  { phone_number: typed, template_name, language }: TestMessage,
): Promise<string> {
  const { default_country, template_languages } = ctx
  const parsed = parsePhoneNumber(typed, default_country)
  throwIfInvalid(parsed.ok ? [] : [{ pointer: '/phone_number', detail: parsed.fault }])
  if (!template_languages.includes(language)) {
    const detail = `Give one of the languages ${template_languages.join(', ')}.`
    throwIfInvalid([{ pointer: '/language', detail }])
  }
  const phone_number = parsed.ok ? parsed.phone_number : typed
  const parameters = exampleOf(template_name, language, template_languages[0])
  const payload = JSON.stringify({ template_name, phone_number, parameters, language })
  await inTransaction(ctx.db, async (tx) => {
    await sql`select graphile_worker.add_job('send_template', ${payload}::json, max_attempts := 5)`.execute(
      tx,
    )
    await recordAudit(tx, ctx.actor, {
      action: 'template.tested',
      subject_type: 'template',
      subject_id: template_name,
      details: { language },
    })
  })
  return phone_number
}
