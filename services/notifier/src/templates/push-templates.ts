import { OperatorError } from '@dutybell/shared/errors'
import { TEMPLATE_NAMES, type TemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { type ConfiguredLanguages, exampleOf, findLanguage } from '@dutybell/shared/templates/languages'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { checkTemplate } from '../preflight/check-template.ts'
import { isRefusedToken } from '../preflight/check-token.ts'
import {
  createGraphClient,
  type GraphClient,
  type GraphResult,
  withoutSecrets,
} from '../preflight/graph-client.ts'
import { type GraphAccount, readTemplates, type TemplateRow } from '../providers/whatsapp/read-templates.ts'

const EXISTS_SUBCODE = 2_388_024 // content in this language exists already

export interface PushedTemplate {
  readonly name: TemplateName
  readonly language: string
  readonly outcome: 'exists' | 'differs' | 'submitted' | 'would be submitted' | 'left out' | 'refused'
  readonly text: string
}

export interface PushOptions {
  readonly account: GraphAccount
  readonly languages: ConfiguredLanguages
  /** Submits nothing. */
  readonly dry_run: boolean
  readonly signal: AbortSignal
  readonly onPushed: (template: PushedTemplate) => void
}

/**
 * Submits the templates of the catalogue that the account does not have, in each language, and changes none that exists.
 *
 * @throws {OperatorError} where Meta cannot be asked, or refuses the token
 */
export async function pushTemplates(options: PushOptions): Promise<readonly PushedTemplate[]> {
  const { account, languages, signal, onPushed } = options
  const listed = await readTemplates(account, null, signal)
  if (!listed.ok)
    throw new OperatorError(
      `The templates could not be read from Meta: ${withoutSecrets(listed.text, [account.access_token])} Run pnpm preflight.`,
    )
  const graph = createGraphClient(account, signal)
  const pushed: PushedTemplate[] = []
  try {
    for (const language of languages)
      for (const name of TEMPLATE_NAMES) {
        const template = { name, language, ...(await push(graph, options, { name, language }, listed.rows)) }
        pushed.push(template)
        onPushed(template)
      }
  } finally {
    await graph.close()
  }
  return pushed
}

interface Translation {
  readonly name: TemplateName
  readonly language: string
}

async function push(
  graph: GraphClient,
  { account, languages, dry_run }: PushOptions,
  { name, language }: Translation,
  rows: readonly TemplateRow[],
): Promise<Pick<PushedTemplate, 'outcome' | 'text'>> {
  const existing = rows.find((row) => row.name === name && row.language === language)
  if (existing !== undefined) {
    const { outcome, text } = checkTemplate(name, language, languages[0], rows)
    if (outcome === 'ok') return { outcome: 'exists', text: `${existing.status}; not changed.` }
    return { outcome: 'differs', text: `${text} Not changed.` }
  }
  const words = findLanguage(language)?.templates[name]
  if (words === undefined)
    return {
      outcome: 'left out',
      text: 'The catalogue has no words in this language: create it in WhatsApp Manager.',
    }
  if (dry_run) return { outcome: 'would be submitted', text: JSON.stringify(words.body) }
  const { category, time_to_live_seconds } = TEMPLATES[name]
  const result = await graph.post(`${account.business_account_id}/message_templates`, {
    name,
    language,
    category,
    parameter_format: 'POSITIONAL',
    ...(time_to_live_seconds > 0 ? { message_send_ttl_seconds: time_to_live_seconds } : {}),
    components: [
      { type: 'BODY', text: words.body, example: { body_text: [exampleOf(name, language, languages[0])] } },
    ],
  })
  return readSubmission(result, category)
}

const Submitted = Type.Object({
  status: Type.Optional(Type.String()),
  category: Type.Optional(Type.String()),
})

function readSubmission(result: GraphResult, category: string): Pick<PushedTemplate, 'outcome' | 'text'> {
  if (result.ok) {
    const answer = Value.Check(Submitted, result.body) ? result.body : {}
    const { status = 'PENDING', category: given = category } = answer
    if (status === 'REJECTED')
      return { outcome: 'refused', text: 'REJECTED. The reason is in WhatsApp Manager.' }
    if (given !== category)
      return {
        outcome: 'differs',
        text: `${status}, as ${given} instead of ${category}: request a review of the category in WhatsApp Manager.`,
      }
    return { outcome: 'submitted', text: `${status}.` }
  }
  if (isRefusedToken(result)) throw new OperatorError(`Meta refuses it: ${result.text} ${result.action}`)
  if (result.subcode === EXISTS_SUBCODE) return { outcome: 'exists', text: 'Not changed.' }
  return { outcome: 'refused', text: `${result.text} ${result.action}` }
}
