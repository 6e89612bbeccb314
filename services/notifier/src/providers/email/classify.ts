import { classOfReply } from '@dutybell/shared/email/classify-reply'
import { cleanProviderText } from '../clean-provider-text.ts'
import type { SendResult } from '../outcome.ts'
import { readWaitInText } from '../wait-in-text.ts'
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

/** RFC 5321: a 4yz reply is transient, a 5yz is final; without a reply the outcome is in doubt only after the final dot. */
export function classifySmtpFailure(stage: SmtpStage, facts: SmtpFacts): SendResult {
  const { reply, command } = facts
  const refusal = reply !== undefined && reply >= 400 && reply <= 599
  const is_early = stage === 'connect' || stage === 'login'
  const retry_after_ms = refusal ? readWaitInText(facts.text) : undefined
  const error = {
    class: refusal ? classOfReply({ is_early, reply, command, text: facts.text }) : classWithoutReply(facts),
    code: refusal ? String(reply) : facts.code,
    text: cleanProviderText(facts.text),
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  }
  if (stage === 'connect') return { outcome: 'unsent', error }
  if (refusal) return { outcome: 'refused', error }
  const may_have_arrived = stage === 'end_of_data' && command !== 'API'
  return { outcome: may_have_arrived ? 'in_doubt' : 'unsent', error }
}

/** nodemailer rejected an address, lacks credentials, or the network failed. */
function classWithoutReply({ code, command }: SmtpFacts) {
  if (command === 'API' && code === 'EENVELOPE') return 'request'
  if (command === 'API' && (code === 'EAUTH' || code === 'ETLS')) return 'account'
  return 'transient'
}

const NO_STARTTLS =
  'The mail server offers no encryption (STARTTLS), so the password of SMTP_URL is not sent. Use smtps://, or add ?tls=off to send it unencrypted.'

/** Of a server without STARTTLS the facts are the same whatever it answers: servers refuse the command with 500, 502 or 503. */
export function readSmtpFacts(error: Error): SmtpFacts {
  const code = textOf(error, 'originalCode') ?? textOf(error, 'code') ?? error.name
  const reply =
    'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined
  if (code === 'ETLS' && reply !== undefined && reply >= 500) {
    return { code, reply: undefined, command: 'API', text: NO_STARTTLS }
  }
  return { code, reply, command: textOf(error, 'command'), text: error.message }
}

function textOf(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : undefined
}
