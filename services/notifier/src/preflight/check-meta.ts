import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { NotifierConfig } from '../config.ts'
import { readTemplates } from '../providers/whatsapp/read-templates.ts'
import { first } from '../providers/whatsapp/retry-after.ts'
import { graphAccess, graphAccount } from '../templates/graph-account.ts'
import { checkMetaClock } from './check-clocks.ts'
import { checkLimit, type Evening } from './check-limit.ts'
import { checkNumber, NEWER_NUMBER_FIELDS, NUMBER_FIELDS, readNumberFacts } from './check-number.ts'
import { checkSubscriptions, readApps } from './check-subscriptions.ts'
import { checkTemplate } from './check-template.ts'
import { checkToken, readTokenFacts } from './check-token.ts'
import { webhookUrlOf } from './check-webhook.ts'
import { createGraphClient, type GraphClient, type GraphResult, withoutSecrets } from './graph-client.ts'
import { failure, ok, unknown, warning } from './lines.ts'

const VERSION = { key: 'graph_version', title: 'Version of the Graph API' }
const ACCOUNT = { key: 'business_account', title: 'WhatsApp business account' }
const TEMPLATES = { key: 'templates', title: 'Templates' }

/** What Meta tells about the token, the number, the account, its templates and the app. */
export async function checkMeta(
  config: NotifierConfig,
  evening: Evening | null | undefined,
  signal: AbortSignal,
): Promise<PreflightLine[]> {
  const { META_WA_BUSINESS_ACCOUNT_ID: account_id, META_WA_ACCESS_TOKEN: token } = config
  const graph = createGraphClient(graphAccess(config), signal)
  try {
    const number = await readNumber(graph, config.META_WA_PHONE_NUMBER_ID)
    const received_ms = Date.now()
    const [debugged, apps, account, templates] = await Promise.all([
      graph.get(`debug_token?input_token=${encodeURIComponent(token)}`),
      account_id === undefined ? undefined : graph.get(`${account_id}/subscribed_apps`),
      checkAccount(graph, config),
      checkTemplates(config, signal),
    ])
    const subscribed = apps === undefined ? undefined : readApps(apps)
    const app_id = readTokenFacts(debugged)?.app_id
    // Of one app only, it can be no other.
    const asked_id = app_id ?? (subscribed?.length === 1 ? subscribed[0] : undefined)
    const facts = readNumberFacts(number)
    const token_lines = checkToken({ debugged, number }, account_id)
    const lines = [
      checkVersion(number, config.META_WA_API_VERSION),
      checkMetaClock(number, received_ms),
      ...checkNumber(number),
      checkLimit(facts, config.META_WA_DAILY_RECIPIENTS, evening),
      account,
      ...templates,
      ...checkSubscriptions({
        app_id,
        apps,
        subscriptions: await readSubscriptions(graph, asked_id, config.META_WA_APP_SECRET ?? []),
        has_secret: (config.META_WA_APP_SECRET?.length ?? 0) > 0,
        number: facts,
        webhook_url: webhookUrlOf(config.PUBLIC_URL),
      }),
    ]
    const is_accepted = token_lines[0]?.outcome === 'ok'
    return [...token_lines, ...(is_accepted ? lines : lines.map(withoutToken))]
  } finally {
    await graph.close()
  }
}

/** One failure of the token is not a failure of each line. */
function withoutToken(line: PreflightLine): PreflightLine {
  if (line.outcome !== 'failure') return line
  const { key, title } = line
  return unknown(
    { key, title },
    'Meta could not be asked with the token',
    'Correct the line of the token first.',
  )
}

/** Code 100 for a field that the version does not know yet. */
async function readNumber(graph: GraphClient, id: string): Promise<GraphResult> {
  const result = await graph.get(`${id}?fields=${NEWER_NUMBER_FIELDS}`)
  const is_unknown_field = !result.ok && result.code === 100 && result.subcode === null
  return is_unknown_field ? graph.get(`${id}?fields=${NUMBER_FIELDS}`) : result
}

/** During a rotation the app has one of two secrets. */
async function readSubscriptions(
  graph: GraphClient,
  app_id: string | undefined,
  secrets: readonly string[],
): Promise<GraphResult | undefined> {
  if (app_id === undefined) return undefined
  let result: GraphResult | undefined
  for (const secret of secrets) {
    result = await graph.get(`${app_id}/subscriptions`, `${app_id}|${secret}`)
    if (result.ok) break
  }
  return result
}

function checkVersion(number: GraphResult, asked: string): PreflightLine {
  const served = number.ok ? first(number.headers['facebook-api-version']) : undefined
  if (served === undefined)
    return unknown(VERSION, 'Meta did not say', 'Correct what the other lines say first.')
  if (served === asked) return ok(VERSION, `${asked}.`)
  return warning(
    VERSION,
    `META_WA_API_VERSION is ${asked}, and Meta serves ${served} in its place: ${asked} has expired.`,
    `Set META_WA_API_VERSION to a version in service, such as v25.0.`,
  )
}

const Account = Type.Object({ account_review_status: Type.Optional(Type.String()) })
const Numbers = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) })

async function checkAccount(graph: GraphClient, config: NotifierConfig): Promise<PreflightLine> {
  const { META_WA_BUSINESS_ACCOUNT_ID: id, META_WA_PHONE_NUMBER_ID: number } = config
  if (id === undefined)
    return warning(
      ACCOUNT,
      'META_WA_BUSINESS_ACCOUNT_ID is not set: templates are not compared with Meta, and updates of other accounts count too.',
      'Set META_WA_BUSINESS_ACCOUNT_ID to the id on the WhatsApp page of the app.',
    )
  const [account, numbers] = await Promise.all([
    graph.get(`${id}?fields=id,account_review_status`),
    graph.get(`${id}/phone_numbers?fields=id&limit=100`),
  ])
  const refused = [account, numbers].find((result) => !result.ok)
  if (refused?.ok === false)
    return failure(
      ACCOUNT,
      `It could not be read: ${refused.text}`,
      `${refused.action} Compare META_WA_BUSINESS_ACCOUNT_ID.`,
    )
  if (numbers.ok && Value.Check(Numbers, numbers.body) && !numbers.body.data.some((row) => row.id === number))
    return failure(
      ACCOUNT,
      'The number of META_WA_PHONE_NUMBER_ID does not belong to it.',
      'Take META_WA_PHONE_NUMBER_ID and META_WA_BUSINESS_ACCOUNT_ID from the same WhatsApp page of the app.',
    )
  const review =
    account.ok && Value.Check(Account, account.body) ? account.body.account_review_status : undefined
  if (review !== undefined && review !== 'APPROVED')
    return failure(
      ACCOUNT,
      `Its review is ${review}.`,
      "Follow the notice about it in Meta's business settings.",
    )
  return ok(ACCOUNT, 'The number belongs to it, and it is approved.')
}

async function checkTemplates(config: NotifierConfig, signal: AbortSignal): Promise<PreflightLine[]> {
  const languages = config.META_WA_TEMPLATE_LANGUAGE
  const account = graphAccount(config)
  if (account === null)
    return [unknown(TEMPLATES, 'META_WA_BUSINESS_ACCOUNT_ID is not set', 'Set META_WA_BUSINESS_ACCOUNT_ID.')]
  const listed = await readTemplates(account, null, signal)
  if (!listed.ok) {
    const text = withoutSecrets(listed.text, [config.META_WA_ACCESS_TOKEN])
    return [
      failure(
        TEMPLATES,
        `They could not be read: ${text}`,
        'Correct what the lines above say, and run it again.',
      ),
    ]
  }
  return languages.flatMap((language) =>
    TEMPLATE_NAMES.map((name) => checkTemplate(name, language, languages[0], listed.rows)),
  )
}
