import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { GraphResult } from './graph-client.ts'
import { failure, ok, unknown, warning } from './lines.ts'

const TOKEN = { key: 'token', title: 'Access token' }
const SCOPES = { key: 'token_scopes', title: 'Scopes of the token' }
const EXPIRY = { key: 'token_expiry', title: 'Expiry of the token' }

const NEEDED = ['whatsapp_business_messaging', 'whatsapp_business_management']
const SOON = { hours: 14 * 24 } // time to make a new one and roll it out
const TEMPORARY = { hours: 24 } // tokens of the app's dashboard live for less than a day

const MAKE_TOKEN =
  "Create a token of a system user that never expires, with both scopes, in Meta's business settings, and set META_WA_ACCESS_TOKEN."
const INSPECT =
  'Open the Access Token Debugger of Meta (developers.facebook.com/tools/debug/accesstoken) and look.'

const Debugged = Type.Object({
  data: Type.Object({
    app_id: Type.Optional(Type.String()),
    is_valid: Type.Boolean(),
    expires_at: Type.Optional(Type.Integer()),
    data_access_expires_at: Type.Optional(Type.Integer()),
    scopes: Type.Optional(Type.Array(Type.String())),
    granular_scopes: Type.Optional(
      Type.Array(Type.Object({ scope: Type.String(), target_ids: Type.Optional(Type.Array(Type.String())) })),
    ),
    error: Type.Optional(Type.Object({ message: Type.Optional(Type.String()) })),
  }),
})
type Facts = Static<typeof Debugged>['data']

export interface TokenAnswers {
  /** Of `debug_token`. */
  readonly debugged: GraphResult
  /** Of the sending number, read with the token. */
  readonly number: GraphResult
}

/** What the token tells about itself; undefined where it may not be inspected. */
export function readTokenFacts(debugged: GraphResult): Facts | undefined {
  return debugged.ok && Value.Check(Debugged, debugged.body) ? debugged.body.data : undefined
}

export function checkToken(answers: TokenAnswers, business_account_id: string | undefined): PreflightLine[] {
  const facts = readTokenFacts(answers.debugged)
  const validity = checkValidity(answers, facts)
  if (validity.outcome !== 'ok')
    return [
      validity,
      ...[SCOPES, EXPIRY].map((subject) => unknown(subject, 'the token was not accepted', MAKE_TOKEN)),
    ]
  return [validity, checkScopes(answers, facts, business_account_id), checkExpiry(answers, facts)]
}

/** Whether Meta did not answer, or refused the token. */
export function isRefusedToken(result: GraphResult): boolean {
  return !result.ok && (result.code === null || [0, 102, 104, 190].includes(result.code))
}

function checkValidity({ debugged, number }: TokenAnswers, facts: Facts | undefined): PreflightLine {
  if (facts?.is_valid === false)
    return failure(
      TOKEN,
      `Meta reports that it is not valid: ${facts.error?.message ?? 'no reason given'}.`,
      MAKE_TOKEN,
    )
  if (facts !== undefined) return ok(TOKEN, 'Meta accepts it.')
  for (const result of [number, debugged]) {
    if (result.ok || !isRefusedToken(result)) continue
    if (result.code === null) return failure(TOKEN, `Meta could not be asked: ${result.text}`, result.action)
    return failure(TOKEN, `Meta refuses it: ${result.text}`, MAKE_TOKEN)
  }
  return ok(TOKEN, 'Meta accepts it.')
}

function checkScopes(
  { debugged }: TokenAnswers,
  facts: Facts | undefined,
  account: string | undefined,
): PreflightLine {
  if (facts?.scopes === undefined) return unknown(SCOPES, whyOpaque(debugged), INSPECT)
  const { scopes, granular_scopes = [] } = facts
  const missing = NEEDED.filter((scope) => !scopes.includes(scope))
  if (missing.length > 0)
    return failure(
      SCOPES,
      `Missing: ${missing.join(', ')}.`,
      `Create the token of the system user again with the scopes ${NEEDED.join(' and ')}, and set META_WA_ACCESS_TOKEN.`,
    )
  const blind = granular_scopes.filter(
    ({ scope, target_ids }) =>
      NEEDED.includes(scope) &&
      account !== undefined &&
      target_ids !== undefined &&
      !target_ids.includes(account),
  )
  if (blind.length > 0)
    return failure(
      SCOPES,
      `Not for the account of META_WA_BUSINESS_ACCOUNT_ID: ${blind.map(({ scope }) => scope).join(', ')}.`,
      "Assign the WhatsApp account to the system user in Meta's business settings, or correct META_WA_BUSINESS_ACCOUNT_ID.",
    )
  return ok(SCOPES, `${NEEDED.join(', ')}.`)
}

function checkExpiry({ debugged }: TokenAnswers, facts: Facts | undefined): PreflightLine {
  if (facts?.expires_at === undefined) return unknown(EXPIRY, whyOpaque(debugged), INSPECT)
  const { expires_at, data_access_expires_at = 0 } = facts
  const ends = [expires_at, data_access_expires_at].filter((end) => end > 0)
  if (ends.length === 0) return ok(EXPIRY, 'Never.')
  return judgeEnd(Temporal.Instant.fromEpochMilliseconds(Math.min(...ends) * 1000))
}

function judgeEnd(end: Temporal.Instant): PreflightLine {
  const now = Temporal.Now.instant()
  const isWithin = (span: Temporal.DurationLike) => Temporal.Instant.compare(end, now.add(span)) <= 0
  const text = `${end.toString().slice(0, 16)}Z.`
  if (isWithin(TEMPORARY)) return failure(EXPIRY, text, MAKE_TOKEN)
  if (isWithin(SOON)) return warning(EXPIRY, text, MAKE_TOKEN)
  return ok(EXPIRY, text)
}

function whyOpaque(debugged: GraphResult): string {
  return debugged.ok ? 'Meta did not say' : `the token may not be inspected (${debugged.text})`
}
