import { type Static, Type } from 'typebox'
import { sql } from 'kysely'
import { lockOutErasure } from '@dutybell/shared/db/address-lock'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import { newEventIds, publish } from '@dutybell/shared/outbox/publish'
import { parsePhoneNumber } from '@dutybell/shared/people/phone-number'
import { TEMPLATE_NAMES, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { type ConfiguredLanguages, wordsOf } from '@dutybell/shared/templates/languages'
import { MAX_RENDERED_CHARACTERS, renderTemplate } from '@dutybell/shared/templates/render'
import { PermanentError } from './permanent-error.ts'
import { parsePayload } from './parse-payload.ts'

const Payload = Type.Object(
  {
    template_name: Type.Enum([...TEMPLATE_NAMES]),
    phone_number: Type.String(),
    parameters: Type.Array(Type.String({ minLength: 1 })),
    language: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

const EXAMPLE: Static<typeof Payload> = {
  template_name: 'registration_received',
  phone_number: '91XXXXXXXXXX', // not a possible number, because logs show it
  parameters: ['Ahmed Ali'],
}

export interface SendTemplateContext {
  readonly db: Db
  readonly default_country: string
  readonly template_languages: ConfiguredLanguages
}

const EXPIRES_AFTER = { hours: 24 * 7 }

/**
 * The operator's `send_template`: one WhatsApp message, published like everything else, so its outcome is a delivery.
 * Published under the job's id: a job that runs twice sends once. A job
 * for a number that was erased after the job was added publishes nothing.
 *
 * @throws {PermanentError} when the payload does not parse
 */
export async function sendTemplate(
  ctx: SendTemplateContext,
  job: { id: string; payload: unknown; created_at: Date },
): Promise<void> {
  const input = parsePayload('send_template', Payload, job.payload, EXAMPLE)
  const phone = parsePhoneNumber(input.phone_number, ctx.default_country)
  if (!phone.ok) throw new PermanentError(`Invalid phone_number of send_template: ${phone.fault}`)
  const language = requireLanguage(input.language, ctx.template_languages)
  requireFittingParameters(input, language, ctx.template_languages)
  const expires_at = (await databaseNow(ctx.db)).add(EXPIRES_AFTER)
  await ctx.db.transaction().execute(async (tx) => {
    if (await wasErasedSince(tx, phone.phone_number, job.created_at)) return
    await publish(tx, [
      {
        ...newEventIds(),
        aggregatetype: 'job',
        aggregateid: job.id,
        type: input.template_name,
        dedupe_key: `send_template:${job.id}`,
        registration_id: null,
        language,
        parameters: input.parameters,
        phone_number: phone.phone_number,
        email: null,
        expires_at: expires_at.toString(),
        duty_assignments: [],
        traceparent: null,
      },
    ])
  })
}

async function wasErasedSince(tx: Tx, phone_number: string, since: Date): Promise<boolean> {
  await lockOutErasure(tx, phone_number)
  const { rows } = await sql<{ was_erased: boolean }>`
    select address_at('whatsapp', ${phone_number}, ${since.toJSON()}::timestamptz) <> ${phone_number} as was_erased`.execute(
    tx,
  )
  if (rows[0]?.was_erased === true) return true
  await sql`select recall_recipients(${phone_number}, null)`.execute(tx)
  return false
}

function requireLanguage(language: string | undefined, languages: ConfiguredLanguages): string {
  if (language === undefined) return languages[0]
  if (languages.includes(language)) return language
  throw new PermanentError(
    `Invalid language of send_template: ${JSON.stringify(language.slice(0, 40))} is not configured (META_WA_TEMPLATE_LANGUAGE: ${languages.join(', ')}).`,
  )
}

function requireFittingParameters(
  { template_name, parameters }: Static<typeof Payload>,
  language: string,
  languages: ConfiguredLanguages,
): void {
  const template = TEMPLATES[template_name]
  if (parameters.length !== template.parameters.length) {
    throw new PermanentError(
      `${template_name} takes ${template.parameters.length} parameters (${template.parameters.map(({ name }) => name).join(', ')}), not ${parameters.length}.`,
    )
  }
  const words = wordsOf(template_name, language, languages[0])
  if (renderTemplate(words, parameters).length > MAX_RENDERED_CHARACTERS) {
    throw new PermanentError(`The filled-in text is longer than ${MAX_RENDERED_CHARACTERS} characters.`)
  }
}
