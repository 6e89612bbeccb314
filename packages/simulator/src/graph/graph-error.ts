import { randomBytes } from 'node:crypto'

export interface GraphErrorFacts {
  readonly code: number
  readonly http_status?: number
  readonly title?: string
  readonly details?: string
  readonly error_subcode?: number
  readonly is_transient?: boolean
  readonly type?: string
}

export interface GraphErrorBody {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly code: number
    readonly error_data?: { readonly messaging_product: 'whatsapp'; readonly details: string }
    readonly error_subcode?: number
    readonly is_transient?: boolean
    readonly fbtrace_id: string
  }
}

interface KnownError {
  readonly title: string
  readonly http_status: number
}

/** Titles and HTTP statuses as Meta last published them; other codes have 400. */
const KNOWN: ReadonlyMap<number, KnownError> = new Map(
  Object.entries<[string, number]>({
    0: ['AuthException', 401],
    1: ['An unknown error occurred', 500],
    2: ['Service temporarily unavailable', 503],
    3: ['Capability or permissions issue', 500],
    4: ['Application request limit reached', 400],
    10: ['Permission is either not granted or has been removed', 403],
    100: ['Invalid parameter', 400],
    104: ['An access token is required to request this resource.', 400],
    190: ['Error validating access token', 401],
    200: ['Permission is either not granted or has been removed', 403],
    368: ['Temporarily blocked for policies violations', 403],
    803: ['Some of the aliases you requested do not exist', 404],
    80007: ['Rate limit issues', 400],
    130429: ['Rate limit hit', 400],
    130472: ["User's number is part of an experiment", 400],
    130497: ['Business account is restricted from messaging users in this country.', 403],
    131000: ['Something went wrong', 500],
    131005: ['Access denied', 403],
    131008: ['Required parameter is missing', 400],
    131009: ['Parameter value is not valid', 400],
    131016: ['Service unavailable', 500],
    131021: ['Recipient cannot be sender', 400],
    131026: ['Message undeliverable', 400],
    131030: ['Recipient phone number not in allowed list', 400],
    131031: ['Business Account locked', 403],
    131042: ['Business eligibility payment issue', 400],
    131045: ['Incorrect certificate', 500],
    131047: ['Re-engagement message', 400],
    131048: ['Spam rate limit hit', 400],
    131049: ['This message was not delivered to maintain healthy ecosystem engagement.', 400],
    131050: ['User has stopped marketing messages', 400],
    131051: ['Unsupported message type', 400],
    131056: ['(Business Account, Consumer Account) pair rate limit hit', 400],
    131057: ['Account in maintenance mode', 500],
    131059: ['Invalid cursor', 400],
    132000: ['Number of parameters does not match the expected number of params', 400],
    132001: ['Template name does not exist in the translation', 404],
    132005: ['Translated text too long', 400],
    132007: ['Template format character policy violated', 400],
    132012: ['Parameter format does not match format in the created template', 400],
    132015: ['Template is paused', 400],
    132016: ['Template is disabled', 400],
    132018: ['Template parameter validation error', 400],
    133004: ['Server temporarily unavailable', 503],
    133010: ['Phone number not registered', 400],
  }).map(([code, [title, http_status]]) => [Number(code), { title, http_status }]),
)

export function titleOf(code: number): string {
  return KNOWN.get(code)?.title ?? 'Error'
}

export function httpStatusOf(facts: GraphErrorFacts): number {
  return facts.http_status ?? KNOWN.get(facts.code)?.http_status ?? 400
}

/** The JSON of a synchronous error. */
export function graphErrorBody(facts: GraphErrorFacts, traceId = createTraceId()): GraphErrorBody {
  return {
    error: {
      message: `(#${facts.code}) ${facts.title ?? titleOf(facts.code)}`,
      type: facts.type ?? 'OAuthException',
      code: facts.code,
      ...(facts.details === undefined
        ? {}
        : { error_data: { messaging_product: 'whatsapp' as const, details: facts.details } }),
      ...(facts.error_subcode === undefined ? {} : { error_subcode: facts.error_subcode }),
      ...(facts.is_transient === undefined ? {} : { is_transient: facts.is_transient }),
      fbtrace_id: traceId,
    },
  }
}

export function createTraceId(): string {
  return `A${randomBytes(16).toString('base64url')}`
}
