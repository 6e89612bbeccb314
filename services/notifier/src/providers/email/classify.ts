import { cleanProviderText } from '../mask.ts'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { SendResult } from '../outcome.ts'
import type { SmtpStage } from './smtp-exchange.ts'

/** What nodemailer puts on its errors. */
export interface SmtpFacts {
  readonly code: string
  /** Of the server's reply; undefined where there was none. */
  readonly reply: number | undefined
  /** `MAIL FROM`, `RCPT TO`, `DATA`, …; `API` where nodemailer refused before asking the server. */
  readonly command: string | undefined
  readonly text: string
}

const AUTHENTICATION_REPLIES = new Set([530, 534, 535, 538])

/** RFC 5321: a 4yz reply is worth another try, a 5yz is final; a break is in doubt only once the final dot was sent. */
export function classifySmtpFailure(stage: SmtpStage, facts: SmtpFacts, recipient: string): SendResult {
  const { reply, command } = facts
  const refusal = reply !== undefined && reply >= 400 && reply <= 599
  const error = {
    class: refusal ? classOfReply(stage, reply, facts) : classOfFault(facts),
    code: refusal ? String(reply) : facts.code,
    text: cleanProviderText(facts.text, recipient),
  }
  if (stage === 'connect') return { outcome: 'unsent', error }
  if (refusal) return { outcome: 'refused', error, possibly_taken: false }
  const possiblyTaken = stage === 'end_of_data' && command !== 'API'
  return { outcome: possiblyTaken ? 'in_doubt' : 'unsent', error }
}

function classOfReply(stage: SmtpStage, reply: number, { command, text }: SmtpFacts): ErrorClass {
  if (reply < 500 || reply === 503) return 'transient' // 503: the session was out of step, not the message refused
  if (AUTHENTICATION_REPLIES.has(reply)) return 'account'
  if (stage === 'connect' || stage === 'login') return 'account' // the server wants nothing to do with us
  if (command === 'RCPT TO') return /\brelay/iu.test(text) ? 'account' : 'recipient'
  if (command === 'MAIL FROM') return reply === 552 || reply === 555 ? 'request' : 'account' // refuses EMAIL_FROM
  if (/^5\.[12]\.\d{1,3}$/u.test(enhancedCode(text))) return 'recipient' // RFC 3463: the address, or its mailbox
  return 'request' // this message, for its content or size
}

/** Without a reply: nodemailer refused an address itself, lacks credentials, or the network failed. */
function classOfFault({ code, command }: SmtpFacts): ErrorClass {
  if (command === 'API' && code === 'EENVELOPE') return 'request'
  if (command === 'API' && code === 'EAUTH') return 'account'
  return 'transient'
}

function enhancedCode(text: string): string {
  return /\b\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/u.exec(text)?.[1] ?? ''
}

export function readSmtpFacts(error: Error): SmtpFacts {
  const code = textOf(error, 'originalCode') ?? textOf(error, 'code') ?? error.name
  const reply =
    'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined
  return { code, reply, command: textOf(error, 'command'), text: error.message }
}

function textOf(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : undefined
}
