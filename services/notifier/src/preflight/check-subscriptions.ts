import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { WEBHOOK_FIELDS } from '../webhooks/read-events.ts'
import type { NumberFacts } from './check-number.ts'
import type { GraphResult } from './graph-client.ts'
import { failure, ok, unknown, warning } from './lines.ts'

const SECRET = { key: 'app_secret', title: 'App secret' }
const SUBSCRIBED = { key: 'app_subscribed', title: 'App subscribed to the account' }
const FIELDS = { key: 'app_fields', title: 'Fields of the webhook' }
const ADDRESS = { key: 'webhook_address', title: 'Address of the webhook' }

const CONFIGURATION = 'WhatsApp > Configuration of the app'
const SET_SECRET =
  'Set META_WA_APP_SECRET to the secret in the basic settings of the app, for the API and the notifier.'

const Apps = Type.Object({
  data: Type.Array(
    Type.Object({
      // The document of Meta shows the app without the object around it.
      whatsapp_business_api_data: Type.Optional(Type.Object({ id: Type.Optional(Type.String()) })),
      id: Type.Optional(Type.String()),
    }),
  ),
})
const Subscriptions = Type.Object({
  data: Type.Array(
    Type.Object({
      object: Type.String(),
      active: Type.Optional(Type.Boolean()),
      fields: Type.Optional(Type.Array(Type.Object({ name: Type.String() }))),
    }),
  ),
})

/** The ids of the apps that get the webhooks of the account; undefined where the answer has none. */
export function readApps(result: GraphResult): readonly string[] | undefined {
  if (!result.ok || !Value.Check(Apps, result.body)) return undefined
  return result.body.data.flatMap((app) => app.whatsapp_business_api_data?.id ?? app.id ?? [])
}

export interface SubscriptionAnswers {
  /** Of the token; undefined where the token may not be inspected. */
  readonly app_id: string | undefined
  /** `subscribed_apps` of the account; undefined: META_WA_BUSINESS_ACCOUNT_ID is not set. */
  readonly apps: GraphResult | undefined
  /** `subscriptions` of the app, asked with its secret; undefined: no secret, or no id. */
  readonly subscriptions: GraphResult | undefined
  readonly has_secret: boolean
  readonly number: NumberFacts | undefined
  readonly webhook_url: string | undefined
}

export function checkSubscriptions(answers: SubscriptionAnswers): PreflightLine[] {
  return [checkSecret(answers), checkSubscribed(answers), checkFields(answers), checkAddress(answers)]
}

function checkSecret({ has_secret, subscriptions }: SubscriptionAnswers): PreflightLine {
  if (!has_secret)
    return warning(
      SECRET,
      'META_WA_APP_SECRET is not set: receipts are refused, so a delivery in doubt is sent again at once.',
      SET_SECRET,
    )
  if (subscriptions === undefined)
    return unknown(
      SECRET,
      'the app of the token is not known',
      'Compare META_WA_APP_SECRET with the basic settings of the app.',
    )
  if (subscriptions.ok) return ok(SECRET, 'Meta accepts it.')
  if (subscriptions.code === null)
    return unknown(SECRET, `Meta could not be asked (${subscriptions.text})`, subscriptions.action)
  return failure(SECRET, `Meta refuses it: ${subscriptions.text}`, SET_SECRET)
}

function checkSubscribed({ apps, app_id }: SubscriptionAnswers): PreflightLine {
  if (apps === undefined)
    return unknown(SUBSCRIBED, 'META_WA_BUSINESS_ACCOUNT_ID is not set', 'Set META_WA_BUSINESS_ACCOUNT_ID.')
  const subscribed = readApps(apps)
  if (subscribed === undefined)
    return unknown(
      SUBSCRIBED,
      `Meta did not tell (${apps.ok ? 'the answer is unreadable' : apps.text})`,
      apps.ok ? 'Try again.' : apps.action,
    )
  const subscribe =
    'Subscribe the app: POST /{WhatsApp business account id}/subscribed_apps with the token, once.'
  if (app_id === undefined && subscribed.length > 0)
    return unknown(
      SUBSCRIBED,
      'the app of the token is not known',
      `Check that the app is ${subscribed.join(' or ')}.`,
    )
  if (app_id === undefined || !subscribed.includes(app_id))
    return failure(
      SUBSCRIBED,
      'The app does not get the webhooks of the account: no receipt arrives.',
      subscribe,
    )
  return ok(SUBSCRIBED, `App ${app_id}.`)
}

function checkFields({ has_secret, subscriptions }: SubscriptionAnswers): PreflightLine {
  const look = `Compare the fields with docs/preflight.md in ${CONFIGURATION}.`
  if (subscriptions?.ok !== true || !Value.Check(Subscriptions, subscriptions.body)) {
    const because = !has_secret
      ? 'Meta tells them to the app only, and META_WA_APP_SECRET is not set'
      : subscriptions === undefined
        ? 'the app of the token is not known'
        : `Meta did not tell (${subscriptions.ok ? 'the answer is unreadable' : subscriptions.text})`
    return unknown(FIELDS, because, look)
  }
  const { data } = subscriptions.body
  const account = data.find(
    ({ object, active }) => object === 'whatsapp_business_account' && active !== false,
  )
  const names = new Set(account?.fields?.map(({ name }) => name))
  const missing = WEBHOOK_FIELDS.filter((name) => !names.has(name))
  if (missing.length === 0) return ok(FIELDS, 'All that are read.')
  return failure(FIELDS, `Not subscribed: ${missing.join(', ')}.`, `Subscribe to them in ${CONFIGURATION}.`)
}

/** An address of the number, or of the account, overrides that of the app. */
function checkAddress({ number, webhook_url }: SubscriptionAnswers): PreflightLine {
  const set = `Set the callback URL in ${CONFIGURATION}.`
  const configured = number?.webhook_configuration
  const url = configured?.phone_number ?? configured?.whatsapp_business_account ?? configured?.application
  if (configured === undefined) return unknown(ADDRESS, 'Meta did not tell', set)
  if (url === undefined || url === '') return failure(ADDRESS, 'Meta has none: no receipt arrives.', set)
  if (webhook_url === undefined)
    return unknown(ADDRESS, `PUBLIC_URL is not set, with which ${url} could be compared`, 'Set PUBLIC_URL.')
  if (URL.parse(url)?.href === URL.parse(webhook_url)?.href) return ok(ADDRESS, url)
  return failure(ADDRESS, `Meta sends to ${url}, not to ${webhook_url}.`, `${set} Or correct PUBLIC_URL.`)
}
