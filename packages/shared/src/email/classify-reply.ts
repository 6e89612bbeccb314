import type { ErrorClass } from '../whatsapp/error-catalogue.ts'

/** The classes of a mail server's answers. */
export type MailErrorClass = Exclude<ErrorClass, 'pace' | 'template'>

interface Reply {
  /** At the connection or the login, before any message. */
  readonly is_early: boolean
  /** 400 … 599 */
  readonly reply: number
  /** `MAIL FROM`, `RCPT TO`, `DATA`, … */
  readonly command: string | undefined
  readonly text: string
}

const AUTHENTICATION_REPLIES = new Set([530, 534, 535, 538])
/** RFC 5321, 4.2.3: replies to RCPT that are about the mailbox itself. */
const MAILBOX_REPLIES = new Set([550, 551, 553])

/** RFC 3463: mailbox or its domain unknown, address malformed, moved, without mail (5.1.10), disabled, full. */
const MAILBOX_CODES = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1', '5.2.2'])
const MAILBOX = words(
  "(?:user|mailbox|recipient|address)(?: \\S+)? (?:is |was |has been |account )?(?:unknown|not found|(?:does not|doesn'?t) exist|unavailable|not available|disabled|inactive|full|over quota|not (?:a )?valid|invalid)",
  '(?:unknown|no such|invalid|bad destination|nonexistent) (?:user|mailbox|recipient|person|local user|virtual mailbox|address)',
  'no (?:such )?(?:user|mailbox|recipient) (?:here|by that name)',
  'mailbox (?:name )?not allowed',
  '(?:full|over quota) mailbox',
  'mailbox (?:size |storage )?(?:limit|quota) exceeded',
  'recipient (?:address )?rejected',
  '(?:e-?mail )?account that you tried to reach',
  'unrout(?:e)?able address',
  '(?:recipient|destination|receiving) domain',
)
const MAILBOX_FULL = words(
  'mailbox (?:is )?(?:full|over)',
  'over (?:its |their )?quota',
  'mailbox \\S* ?quota',
)

const QUOTA_CODES = new Set(['5.4.5', '4.4.5', '5.1.90'])
const QUOTA = words(
  'SubmissionQuota\\w*',
  'relay quota',
  'rate limit\\w*',
  'sending (?:rate|limit|quota)s?',
  'sending rate exceeded',
  '(?:daily|hourly|monthly|weekly)(?: \\w+){0,3} (?:limit|quota|allowance)s?',
  '(?:message|submission|e-?mail|mail|account|smtp|recipient)s? (?:quota|limit)s? (?:\\w+ ){0,2}(?:exceeded|reached)',
  '(?:limit|quota) (?:for|of|on)(?: \\w+){0,3} (?:messages|recipients|e-?mails|mails)',
  '(?:too many|exceeded(?: the| your)? (?:max\\w*|number of|limit of)) (?:\\w+ )?(?:messages|e-?mails|mails|defers)',
  '(?:messages|e-?mails|mails|recipients) per (?:minute|hour|day|month)',
  'throttl\\w*',
  '(?:not enough|insufficient|maximum|no more) credits',
  '(?:sender|your|sending|tenant|organi[sz]ation)\\S* (?:\\w+ )?quota',
)
const CONNECTIONS = words('connections?', 'threads?', 'sessions?', 'log-?in attempts?')

/** The server refuses this sender, not the recipient or the message. */
const ACCOUNT = words(
  'not (?:been )?verified',
  'unverified',
  'verified sender',
  'unauthenticated',
  '(?:not|un)[- ]?authori[sz]ed',
  'not authenticated',
  'authentication (?:is )?(?:required|failed|needed)',
  'suspended',
  'sending (?:is |has been )?(?:paused|disabled|blocked)',
  'account (?:is |has been )?(?:disabled|blocked|locked|restricted|closed|expired|under review)',
  'permissions? to send',
  'send ?as',
  'send on behalf',
  'dmarc',
  'dkim',
  'spf',
  'sender (?:address |domain )?(?:is |was )?(?:rejected|denied|refused|blocked|not allowed|invalid|unknown)',
  '(?:bad|banned|invalid) (?:outbound )?sender',
  'from address',
  'not owned by',
  'does not own',
  'relay\\w*',
  'block(?:ed)? ?lists?(?:ed)?',
  'black ?list(?:ed)?',
  'blocked using',
  'blocked by',
  'listed (?:in|at|by|on)',
  'spamhaus',
  'spamcop',
  'barracuda\\w*',
  'sorbs',
  'reputation',
  'client host',
  'ip address',
  'reverse dns',
  'ptr record',
  'helo',
)

/**
 * By what the reply says: only what names the mailbox is the recipient's, a quota is waited for, and what refuses this sender
 * concerns every message.
 */
export function classOfReply({ is_early, reply, command, text }: Reply): MailErrorClass {
  const enhanced = enhancedCode(text)
  const names_full_mailbox = enhanced.endsWith('.2.2') || MAILBOX_FULL.test(text)
  if (!names_full_mailbox && isQuota(reply, enhanced, text)) return 'quota'
  if (reply < 500 || reply === 503) return 'transient' // 503: wrong sequence of commands, not a refusal of the message
  if (AUTHENTICATION_REPLIES.has(reply) || is_early) return 'account'
  if (command === 'MAIL FROM') {
    const is_about_message = (reply === 552 || reply === 555) && !ACCOUNT.test(text)
    return is_about_message ? 'request' : 'account' // rejects EMAIL_FROM
  }
  if (MAILBOX_CODES.has(enhanced)) return 'recipient'
  if (ACCOUNT.test(text)) return 'account'
  if (names_full_mailbox || MAILBOX.test(text)) return 'recipient'
  if (/^5\.(?:7\.\d+|1\.[78])$/u.test(enhanced)) return 'account'
  const is_bare = enhanced === '' || /^5\.[015]\.0$/u.test(enhanced)
  return command === 'RCPT TO' && MAILBOX_REPLIES.has(reply) && is_bare ? 'recipient' : 'request'
}

function isQuota(reply: number, enhanced: string, text: string): boolean {
  if (reply < 500 && CONNECTIONS.test(text)) return false // ends in seconds
  return QUOTA_CODES.has(enhanced) || QUOTA.test(text)
}

function enhancedCode(text: string): string {
  return /\b\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/u.exec(text)?.[1] ?? ''
}

function words(...patterns: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\d])(?:${patterns.join('|')})(?![\\p{L}\\d])`, 'iu')
}
