import type { Fault, PreflightLine } from '@dutybell/shared/preflight/results'
import { maskPhoneNumber } from '@dutybell/shared/people/mask'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import type { GraphResult } from './graph-client.ts'
import { failure, judge, ok, unknown, warning } from './lines.ts'

const NUMBER = { key: 'number', title: 'Sending number' }
const NAME = { key: 'number_name', title: 'Display name' }
const QUALITY = { key: 'number_quality', title: 'Quality of the number' }
const HEALTH = { key: 'number_health', title: 'Health of the account' }

const MANAGER = 'in WhatsApp Manager'

/** Graph knows those of the second list since v24.0 only. */
export const NUMBER_FIELDS =
  'id,display_phone_number,verified_name,status,quality_rating,name_status,platform_type,account_mode,health_status,webhook_configuration'
export const NEWER_NUMBER_FIELDS = `${NUMBER_FIELDS},whatsapp_business_manager_messaging_limit`

const Word = Type.Optional(Type.String())
const NumberAnswer = Type.Object({
  id: Type.String(),
  display_phone_number: Word,
  verified_name: Word,
  status: Word,
  quality_rating: Word,
  name_status: Word,
  platform_type: Word,
  account_mode: Word,
  whatsapp_business_manager_messaging_limit: Word,
  health_status: Type.Optional(
    Type.Object({
      can_send_message: Type.String(),
      entities: Type.Optional(
        Type.Array(
          Type.Object({
            entity_type: Word,
            additional_info: Type.Optional(Type.Array(Type.String())),
            errors: Type.Optional(
              Type.Array(Type.Object({ error_description: Word, possible_solution: Word })),
            ),
          }),
        ),
      ),
    }),
  ),
  webhook_configuration: Type.Optional(
    Type.Object({ application: Word, whatsapp_business_account: Word, phone_number: Word }),
  ),
})
export type NumberFacts = Static<typeof NumberAnswer>

/** @returns undefined where the number could not be read */
export function readNumberFacts(result: GraphResult): NumberFacts | undefined {
  return result.ok && Value.Check(NumberAnswer, result.body) ? result.body : undefined
}

export function checkNumber(result: GraphResult): PreflightLine[] {
  const facts = readNumberFacts(result)
  if (facts !== undefined)
    return [checkConnection(facts), checkName(facts), checkQuality(facts), checkHealth(facts)]
  const [text, action] = result.ok
    ? [
        'The answer of Meta about the number could not be read.',
        'Check META_WA_PHONE_NUMBER_ID and META_WA_API_VERSION.',
      ]
    : [
        `It could not be read: ${result.text}`,
        `${result.action} Compare META_WA_PHONE_NUMBER_ID with the id on the WhatsApp page of the app.`,
      ]
  return [
    failure(NUMBER, text, action),
    ...[NAME, QUALITY, HEALTH].map((subject) => unknown(subject, 'the number could not be read', action)),
  ]
}

function checkConnection(facts: NumberFacts): PreflightLine {
  const { status, platform_type, account_mode, display_phone_number, verified_name } = facts
  const faults: Fault[] = []
  if (status !== 'CONNECTED')
    faults.push({
      outcome: 'failure',
      text: `Its status is ${status ?? 'not known'}, not CONNECTED.`,
      action: `Register the number with the Cloud API, or follow the notice about it, ${MANAGER}.`,
    })
  if (platform_type !== undefined && platform_type !== 'CLOUD_API')
    faults.push({
      outcome: 'failure',
      text: `Its platform is ${platform_type}, not CLOUD_API.`,
      action: 'Register the number with the Cloud API.',
    })
  if (account_mode === 'SANDBOX')
    faults.push({
      outcome: 'warning',
      text: 'It is a test number: it sends to five listed recipients only.',
      action: 'Add a number of your own and set META_WA_PHONE_NUMBER_ID to it.',
    })
  const name = verified_name === undefined ? '' : ` as ${verified_name}`
  const number = display_phone_number === undefined ? 'It' : maskPhoneNumber(display_phone_number)
  return judge(NUMBER, faults, `${number} is connected${name}.`)
}

function checkName({ name_status }: NumberFacts): PreflightLine {
  if (name_status === 'APPROVED' || name_status === 'AVAILABLE_WITHOUT_REVIEW')
    return ok(NAME, `${name_status}.`)
  if (name_status === undefined) return unknown(NAME, 'Meta did not say', `Look at the name ${MANAGER}.`)
  const is_refused = name_status === 'DECLINED' || name_status === 'EXPIRED'
  return (is_refused ? failure : warning)(
    NAME,
    `${name_status}: without an approved name Meta limits the number.`,
    is_refused
      ? `Submit another display name ${MANAGER}.`
      : `Wait for the review, or submit the name ${MANAGER}.`,
  )
}

function checkQuality({ quality_rating }: NumberFacts): PreflightLine {
  const action = `Read the reasons ${MANAGER}: people blocked or reported the messages. Send only to people who agreed.`
  switch (quality_rating) {
    case 'GREEN':
      return ok(QUALITY, 'GREEN.')
    case 'YELLOW':
      return warning(QUALITY, 'YELLOW: medium.', action)
    case 'RED':
      return failure(QUALITY, 'RED: Meta may lower the limit or restrict the number.', action)
    case 'UNKNOWN':
    case 'NA':
      return ok(QUALITY, 'Not rated yet.')
    default:
      return unknown(QUALITY, 'Meta did not say', `Look at the number ${MANAGER}.`)
  }
}

function checkHealth({ health_status }: NumberFacts): PreflightLine {
  if (health_status === undefined)
    return unknown(HEALTH, 'Meta did not say', `Look at the account health ${MANAGER}.`)
  const { can_send_message, entities = [] } = health_status
  if (can_send_message === 'AVAILABLE') return ok(HEALTH, 'AVAILABLE.')
  const errors = entities.flatMap((entity) => entity.errors ?? [])
  const reasons = [
    ...errors.map(({ error_description }) => error_description),
    ...entities.flatMap(({ additional_info }) => additional_info ?? []),
  ]
  const solutions = errors.map(({ possible_solution }) => possible_solution)
  return (can_send_message === 'BLOCKED' ? failure : warning)(
    HEALTH,
    `${can_send_message}. ${sentence(reasons)}`.trim(),
    sentence(solutions) || `Open the account health ${MANAGER} and follow its instructions.`,
  )
}

function sentence(parts: readonly (string | undefined)[]): string {
  return cleanProviderText(parts.filter((part) => part !== undefined).join(' '))
}
