import { cleanProviderText } from '../clean-provider-text.ts'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { SendResult } from '../outcome.ts'
import type { SmtpStage } from './smtp-exchange.ts'

/** The fields of nodemailer's errors. */
export interface SmtpFacts {
  readonly code: string
  /** The code of the server's reply; undefined without a reply. */
  readonly reply: number | undefined
  /** `MAIL FROM`, `RCPT TO`, `DATA`, …; `API` if nodemailer refused without asking the server. */
  readonly command: string | undefined
  readonly text: string
}

const AUTHENTICATION_REPLIES = new Set([530, 534, 535, 538])

/** RFC 5321: a 4yz reply is transient, a 5yz is final; without a reply the outcome is in doubt only after the final dot. */
export function classifySmtpFailure(stage: SmtpStage, facts: SmtpFacts): SendResult {
  const { reply, command } = facts
  const refusal = reply !== undefined && reply >= 400 && reply <= 599
  const error = {
    class: refusal ? classOfReply(stage, reply, facts) : classWithoutReply(facts),
    code: refusal ? String(reply) : facts.code,
    text: cleanProviderText(facts.text),
  }
  if (stage === 'connect') return { outcome: 'unsent', error }
  if (refusal) return { outcome: 'refused', error }
  const mayHaveArrived = stage === 'end_of_data' && command !== 'API'
  return { outcome: mayHaveArrived ? 'in_doubt' : 'unsent', error }
}

function classOfReply(stage: SmtpStage, reply: number, { command, text }: SmtpFacts): ErrorClass {
  if (reply < 500 || reply === 503) return 'transient' // 503: wrong sequence of commands, not a refusal of the message
  if (AUTHENTICATION_REPLIES.has(reply)) return 'account'
  if (stage === 'connect' || stage === 'login') return 'account' // the server rejects this client
  if (command === 'RCPT TO') return /\brelay/iu.test(text) ? 'account' : 'recipient'
  if (command === 'MAIL FROM') return reply === 552 || reply === 555 ? 'request' : 'account' // rejects EMAIL_FROM
  if (/^5\.[12]\.\d{1,3}$/u.test(enhancedCode(text))) return 'recipient' // RFC 3463: of the address or the mailbox
  return 'request' // the content or the size of this message
}

/** nodemailer rejected an address, lacks credentials, or the network failed. */
function classWithoutReply({ code, command }: SmtpFacts): ErrorClass {
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
