import { createHmac, randomUUID } from 'node:crypto'
import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { Pool } from 'undici'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import { exchange, type Exchange, type ExchangeRequest } from '../providers/whatsapp/http-exchange.ts'
import { failure, ok, type Subject, unknown, warning } from './lines.ts'

const HANDSHAKE = { key: 'webhook_handshake', title: 'Handshake of the webhook' }
const SIGNED = { key: 'webhook_signature', title: 'Signed body to the webhook' }

const TIMES = { connect_timeout_ms: 5_000, read_timeout_ms: 10_000 }

/** Meta refuses certificates that no public authority signed. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/u
/** The proxy verifies the certificate of Meta, which nothing else has. */
const CLIENT_CERTIFICATE = /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|SSL certificate/iu

export interface WebhookSettings {
  /** PUBLIC_URL */
  readonly public_url: string | undefined
  readonly verify_token: string | undefined
  readonly app_secret: string | undefined
  /** Whether Meta itself is asked, which calls https only. */
  readonly is_meta: boolean
}

/** Under PUBLIC_URL, as it must be in the settings of the app. */
export function webhookUrlOf(public_url: string | undefined): string | undefined {
  if (public_url === undefined) return undefined
  return `${public_url.replace(/\/+$/u, '')}/webhooks/whatsapp`
}

/** Asks the webhook of the API as Meta does, by way of the proxy in front of it. */
export async function checkWebhook(settings: WebhookSettings, signal: AbortSignal): Promise<PreflightLine[]> {
  const url = webhookUrlOf(settings.public_url)
  const action = 'Set PUBLIC_URL to the address at which Meta reaches the API.'
  if (url === undefined)
    return [HANDSHAKE, SIGNED].map((subject) => unknown(subject, 'PUBLIC_URL is not set', action))
  if (settings.is_meta && new URL(url).protocol !== 'https:')
    return [HANDSHAKE, SIGNED].map((subject) =>
      failure(
        subject,
        `PUBLIC_URL is not https: Meta calls https only.`,
        'Put a proxy with a certificate in front of the API.',
      ),
    )
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: 2, connect: { timeout: TIMES.connect_timeout_ms } })
  const call = (request: Pick<ExchangeRequest, 'method' | 'path' | 'headers' | 'body'>) =>
    exchange(pool, { ...request, signal, ...TIMES })
  try {
    return await Promise.all([
      shakeHands(settings.verify_token, pathname, call),
      sendSigned(settings.app_secret, pathname, call),
    ])
  } finally {
    await pool.destroy()
  }
}

type Call = (request: Pick<ExchangeRequest, 'method' | 'path' | 'headers' | 'body'>) => Promise<Exchange>
const AGENT = { 'user-agent': 'dutybell-preflight' }

async function shakeHands(
  verify_token: string | undefined,
  pathname: string,
  call: Call,
): Promise<PreflightLine> {
  if (verify_token === undefined)
    return unknown(
      HANDSHAKE,
      'META_WA_WEBHOOK_VERIFY_TOKEN is not set here',
      'Set META_WA_WEBHOOK_VERIFY_TOKEN for the API and for this command.',
    )
  const challenge = randomUUID()
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': challenge,
    'hub.verify_token': verify_token,
  })
  const result = await call({
    method: 'GET',
    path: `${pathname}?${query.toString()}`,
    headers: AGENT,
    body: null,
  })
  if (result.kind === 'answered' && result.status === 200 && result.body === challenge)
    return ok(HANDSHAKE, 'The API returns the challenge.')
  return (
    unreached(HANDSHAKE, result) ??
    failure(
      HANDSHAKE,
      describeStatus(result, 'the API refuses the verify token', 'The body is not the challenge'),
      'Set META_WA_WEBHOOK_VERIFY_TOKEN to the same value for the API, for this command and in the settings of the app, and pass /webhooks/ on to the API unchanged.',
    )
  )
}

async function sendSigned(secret: string | undefined, pathname: string, call: Call): Promise<PreflightLine> {
  if (secret === undefined)
    return unknown(
      SIGNED,
      'META_WA_APP_SECRET is not set',
      'Set META_WA_APP_SECRET for the API and the notifier.',
    )
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] })
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = {
    ...AGENT,
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${signature}`,
  }
  const result = await call({ method: 'POST', path: pathname, headers, body })
  if (result.kind === 'answered' && result.status === 200) return ok(SIGNED, 'The API accepts it.')
  return (
    unreached(SIGNED, result) ??
    failure(
      SIGNED,
      describeStatus(
        result,
        'the API does not accept the signature',
        'Meta repeats what is not answered with 200',
      ),
      'Set META_WA_APP_SECRET to the same value for the API and the notifier, and let the proxy pass the body on unchanged.',
    )
  )
}

/** Undefined where the API, or a proxy in its place, answered. */
function unreached(subject: Subject, result: Exchange): PreflightLine | undefined {
  const text = result.kind === 'answered' ? (result.body ?? '') : `${result.code} ${result.text}`
  if (CLIENT_CERTIFICATE.test(text) && (result.kind !== 'answered' || result.status === 400))
    return unknown(
      subject,
      'the proxy asks for the client certificate of Meta, as it may',
      'Watch the receipts of the first message: an alert is raised where they do not arrive.',
    )
  if (result.kind === 'answered') return undefined
  if (CERTIFICATE.test(result.code))
    return failure(
      subject,
      `The certificate of PUBLIC_URL is not valid: ${cleanProviderText(result.text)}`,
      'Install a certificate of a public authority for the host of PUBLIC_URL, with the intermediate ones.',
    )
  return warning(
    subject,
    `PUBLIC_URL could not be reached from this machine: ${cleanProviderText(result.text)}`,
    'Start the API and the proxy. Where a network does not reach its own public address, run preflight outside of it.',
  )
}

function describeStatus(result: Exchange, refused: string, otherwise: string): string {
  if (result.kind !== 'answered') return otherwise
  const { status } = result
  if (status === 401 || status === 403) return `HTTP ${status}: ${refused}.`
  if (status >= 300 && status < 400) return `HTTP ${status}: Meta does not follow redirects.`
  return `HTTP ${status}. ${otherwise}.`
}
