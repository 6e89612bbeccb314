import { Resolver } from 'node:dns/promises'
import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { isLoopback } from '../config-warnings.ts'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import { readSmtpFacts } from '../providers/email/classify.ts'
import { parseSender } from '../providers/email/compose-mail.ts'
import { smtpExchange } from '../providers/email/smtp-exchange.ts'
import { parseSmtpUrl } from '../providers/email/smtp-server.ts'
import { withoutSecrets } from './graph-client.ts'
import { failure, ok, type Subject, unknown, warning } from './lines.ts'

const SMTP = { key: 'smtp', title: 'Mail server' }
const SPF = { key: 'spf', title: 'SPF of EMAIL_FROM' }
const DMARC = { key: 'dmarc', title: 'DMARC of EMAIL_FROM' }

const TIMES = { connect_timeout_ms: 5_000, read_timeout_ms: 10_000 }
const DNS_TIMES = { timeout: 2_000, tries: 2 }

export interface MailSettings {
  /** SMTP_URL */
  readonly smtp_url: string
  /** EMAIL_FROM */
  readonly from: string
  /** `address:port`, in place of those of the machine. */
  readonly dns_servers?: readonly string[] | undefined
}

export async function checkMail(settings: MailSettings, signal: AbortSignal): Promise<PreflightLine[]> {
  if (settings.smtp_url === 'off')
    return [SMTP, SPF, DMARC].map((subject) => ok(subject, 'E-mail is disabled: SMTP_URL is off.'))
  return (await Promise.all([checkServer(settings.smtp_url, signal), checkSender(settings)])).flat()
}

/** Connects, encrypts and logs in, and sends nothing. */
async function checkServer(smtp_url: string, signal: AbortSignal): Promise<PreflightLine> {
  const server = parseSmtpUrl(smtp_url, TIMES)
  const { connection, auth } = server
  const login = auth === undefined ? 'without a login' : 'logged in'
  const is_off = new URL(smtp_url).searchParams.get('tls') === 'off'
  const encrypts = !connection.secure && !is_off
  const strict = encrypts ? { ...server, connection: { ...connection, requireTLS: true } } : server
  const result = await smtpExchange(strict, undefined, signal, TIMES)
  if (result.kind === 'accepted') {
    if (!is_off || isLoopback(connection.host ?? ''))
      return ok(
        SMTP,
        `${encrypts ? 'STARTTLS' : connection.secure ? 'TLS' : 'Unencrypted on this machine'}, ${login}.`,
      )
    return warning(SMTP, `Unencrypted, because of tls=off; ${login}.`, 'Use smtps://, or leave out ?tls=off.')
  }
  const facts = readSmtpFacts(result.error)
  if (facts.code === 'ETLS' && auth === undefined && connection.requireTLS !== true) {
    const plain = await smtpExchange(server, undefined, signal, TIMES)
    if (plain.kind === 'accepted')
      return isLoopback(connection.host ?? '')
        ? ok(SMTP, 'Unencrypted on this machine, without a login.')
        : warning(
            SMTP,
            'It offers no STARTTLS: mail is sent to it unencrypted.',
            'Enable STARTTLS on the mail server, or use smtps://.',
          )
  }
  const text = cleanProviderText(withoutSecrets(facts.text, auth === undefined ? [] : [auth.pass]))
  return failure(SMTP, `${STAGES[result.stage]}: ${text}`, ACTIONS[result.stage])
}

const STAGES = {
  connect: 'It could not be reached',
  login: 'It refuses the login',
  envelope: 'It refuses the sender',
  end_of_data: 'It refuses the message',
}
const ACTIONS = {
  connect:
    'Check host, port and encryption of SMTP_URL (smtps:// for port 465, smtp:// for 587), and the firewall.',
  login: 'Correct user and password of SMTP_URL, each percent-encoded; many providers need an app password.',
  envelope: 'Check EMAIL_FROM.',
  end_of_data: 'Check EMAIL_FROM.',
}

async function checkSender({ from, dns_servers }: MailSettings): Promise<PreflightLine[]> {
  const { address } = parseSender(from)
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  if (!domain.includes('.') || /^\[|\.(?:local|localhost|test|invalid)$/u.test(domain)) {
    const action = 'Set EMAIL_FROM to an address of a domain of yours.'
    return [SPF, DMARC].map((subject) =>
      warning(subject, `${domain} is not a public domain: mail servers reject or hide the mail.`, action),
    )
  }
  const resolver = new Resolver(DNS_TIMES)
  if (dns_servers !== undefined) resolver.setServers(dns_servers)
  if (await isUnknownDomain(resolver, domain)) {
    const because = `DNS, as this machine sees it, does not know ${domain}`
    return [SPF, DMARC].map((subject) => unknownDns(subject, because))
  }
  return Promise.all([checkSpf(resolver, domain), checkDmarc(resolver, domain)])
}

/** NXDOMAIN: a domain that exists answers at least that it has no such record. */
async function isUnknownDomain(resolver: Resolver, domain: string): Promise<boolean> {
  return resolver.resolveTxt(domain).then(
    () => false,
    (error: unknown) => codeOf(error) === 'ENOTFOUND',
  )
}

async function checkSpf(resolver: Resolver, domain: string): Promise<PreflightLine> {
  const found = await findRecords(resolver, domain, /^v=spf1(?:\s|$)/iu)
  if (!found.ok) return unknownDns(SPF, found.because)
  const [record, ...others] = found.records
  if (record === undefined)
    return warning(
      SPF,
      `${domain} has no SPF record: mail may be rejected or land among spam.`,
      `Add a TXT record to ${domain} that names the mail server: v=spf1 include:… ~all.`,
    )
  if (others.length > 0)
    return failure(
      SPF,
      `${domain} has ${found.records.length} SPF records, so none counts.`,
      'Join them to one.',
    )
  return ok(SPF, record)
}

/** The record of the domain, or of one above it. */
async function checkDmarc(resolver: Resolver, domain: string): Promise<PreflightLine> {
  for (let above = domain; above.includes('.'); above = above.slice(above.indexOf('.') + 1)) {
    const found = await findRecords(resolver, `_dmarc.${above}`, /^v=DMARC1(?:\s*;|$)/iu)
    if (!found.ok) return unknownDns(DMARC, found.because)
    const [record] = found.records
    if (record !== undefined) return ok(DMARC, record)
  }
  return warning(
    DMARC,
    `${domain} has no DMARC record: large providers ask for one.`,
    `Add a TXT record to _dmarc.${domain}: v=DMARC1; p=none; rua=mailto:….`,
  )
}

type Records =
  | { readonly ok: true; readonly records: readonly string[] }
  | { readonly ok: false; readonly because: string }

async function findRecords(resolver: Resolver, name: string, pattern: RegExp): Promise<Records> {
  try {
    const records = (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    return { ok: true, records: records.filter((record) => pattern.test(record)) }
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENODATA' || code === 'ENOTFOUND') return { ok: true, records: [] }
    return { ok: false, because: `DNS could not be asked for ${name} (${code})` }
  }
}

function unknownDns(subject: Subject, because: string): PreflightLine {
  return unknown(subject, because, 'Check the name servers of this machine, or look the record up elsewhere.')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
