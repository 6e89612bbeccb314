import { classOfMailError } from '@dutybell/shared/email/mail-errors'
import { playSmtp } from '@dutybell/testing/smtp-server'
import { test } from 'tap'
import { anySignal } from '../support/message.ts'
import { email, MAIL } from './support.ts'

/** The step of the exchange at which the server answers, and its answer. */
type Answer = readonly [step: 'MAIL' | 'RCPT' | '.', text: string]

const ANSWERS: Readonly<Record<string, readonly Answer[]>> = {
  quota: [
    [
      '.',
      '550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\r\n550 5.4.5 sending limits go to https://support.example',
    ],
    [
      '.',
      "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception with message The message can't be submitted because the sender's submission quota was exceeded.",
    ],
    [
      '.',
      "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    ],
    ['RCPT', '550 5.4.5 Daily sending quota exceeded'],
    ['MAIL', '550 5.4.5 Daily SMTP relay sending limit exceeded for customer'],
    ['MAIL', '550 5.7.1 relay quota exceeded'],
    ['.', '454 Throttling failure: Maximum sending rate exceeded.'],
    ['.', '454 Throttling failure: Daily message quota exceeded.'],
    ['MAIL', '421 4.7.0 Rate limit exceeded'],
    ['.', '451 Authentication failed: Maximum credits exceeded'],
    ['RCPT', '550 Domain x has exceeded the max emails per hour (50/50)'],
  ],
  transient: [
    ['RCPT', '452 4.5.3 too many recipients'],
    ['.', '432 4.3.2 Concurrent connections limit exceeded'],
    ['RCPT', '452 4.2.2 mailbox full'],
    ['RCPT', '451 4.3.0 later'],
    [
      'RCPT',
      '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages',
    ],
    ['.', '421 4.3.2 try again after 3600 seconds'],
    ['RCPT', '450 4.7.1 Greylisted, please try again in 300 seconds'],
  ],
  recipient: [
    ['RCPT', '550 5.1.1 user unknown'],
    ['.', '550 5.1.1 user unknown'],
    ['RCPT', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'],
    ['RCPT', '550 5.2.1 The email account that you tried to reach is disabled'],
    ['.', '552 5.2.2 mailbox full'],
    ['RCPT', '552-5.2.2 The email account that you tried to reach\r\n552 5.2.2 is over quota'],
    ['RCPT', '550 No such user here'],
    ['.', '550 no such user'],
    ['RCPT', '554 mailbox full'],
    ['RCPT', '550 Requested action not taken: mailbox unavailable'],
    ['RCPT', '550 <a@b.c>: Recipient address rejected: User unknown in virtual mailbox table'],
    ['RCPT', '554 5.7.1 <a@b.c>: Recipient address rejected: Access denied'],
    ['RCPT', '550 5.4.1 Recipient address rejected: Access denied'],
    ['RCPT', '550 Unrouteable address'],
    ['RCPT', '550 no'],
    ['RCPT', '553 5.1.2 bad domain'],
    ['.', '550 5.1.1 The email account that you tried to reach does not exist'],
    ['RCPT', '550 Mailbox quota exceeded'],
    ['RCPT', '552 5.2.2 user is over quota'],
    ['RCPT', '552 user over quota'],
    ['RCPT', '550 5.7.1 user unknown'],
  ],
  account: [
    [
      '.',
      '554 Message rejected: Email address is not verified. The following identities failed the check in region US-EAST-1: duties@example.org',
    ],
    ['.', '550 Unauthenticated senders not allowed'],
    ['MAIL', '550 Unauthenticated senders not allowed'],
    ['.', '550 The from address does not match a verified Sender Identity.'],
    ['.', '554 Message rejected: Sending suspended for this account'],
    ['.', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
    ['.', "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy"],
    ['RCPT', '553 5.7.1 <duties@example.org>: Sender address rejected: not owned by user dut'],
    ['MAIL', '553 5.7.1 Sender address rejected: not owned by user'],
    ['RCPT', '554 5.7.1 Service unavailable; Client host [192.0.2.4] blocked using zen.spamhaus.org'],
    ['.', '554 5.7.1 looks like spam'],
    ['RCPT', '554 5.7.1 Relay access denied'],
    ['RCPT', '550 5.7.1 <a@b.c>: Relay access denied'],
    ['.', '550 5.7.708 Access denied, traffic not accepted from this IP'],
    ['.', '550 5.1.8 Access denied, bad outbound sender'],
    ['RCPT', '550 5.7.501 Access denied, spam abuse detected from banned sender'],
    ['.', '554 Account suspended'],
    ['MAIL', '550 5.1.1 user unknown'],
    ['RCPT', '550 Sender address rejected: Domain not found'],
    ['RCPT', '550 rejected because 192.0.2.4 is in a black list at bl.example'],
  ],
  request: [
    ['.', '552 5.3.4 too large'],
    ['MAIL', '552 5.3.4 too large'],
    ['.', '554 5.6.0 bad content'],
    ['.', '554 5.5.1 no'],
  ],
}

for (const [errorClass, answers] of Object.entries(ANSWERS)) {
  test(`classify-reply: answers of mail servers, class ${errorClass}`, async (t) => {
    for (const [step, text] of answers) {
      const { smtp_url } = await playSmtp(t, { [step]: text })
      const outcome = await email(t, { smtp_url }).send(MAIL, { signal: anySignal() })
      const expected = { class: errorClass, code: text.slice(0, 3) }
      t.match(outcome, { outcome: 'refused', error: expected }, `${step} ${text}`)
      if (outcome.outcome !== 'refused') continue
      const { error } = outcome
      t.equal(classOfMailError(error.code ?? '', error.text), errorClass, `stored: ${step} ${text}`)
    }
  })
}

test('classify-reply: a quota at the greeting or the login, class quota', async (t) => {
  for (const [script, outcome] of [
    [{ greeting: '421 4.7.0 Rate limit exceeded' }, 'unsent'],
    [{ AUTH: '550 5.4.5 Daily sending limit exceeded' }, 'refused'],
  ] as const) {
    const { smtp_url } = await playSmtp(t, script)
    const answer = await email(t, { smtp_url }).send(MAIL, { signal: anySignal() })
    t.match(answer, { outcome, error: { class: 'quota' } })
    if (answer.outcome === 'accepted') continue
    t.equal(classOfMailError(answer.error.code ?? '', answer.error.text), 'quota', 'stored')
  }
})

test('classify-reply: a login is refused, class account', async (t) => {
  const { smtp_url } = await playSmtp(t, { AUTH: '550 5.1.1 user unknown' })
  const outcome = await email(t, { smtp_url }).send(MAIL, { signal: anySignal() })
  t.match(outcome, { outcome: 'refused', error: { class: 'account' } })
  if (outcome.outcome !== 'refused') return
  t.equal(classOfMailError(outcome.error.code ?? '', outcome.error.text), 'account', 'stored')
})

test('classify-reply: the answer names a wait, it is returned', async (t) => {
  const { smtp_url } = await playSmtp(t, { '.': '421 4.3.2 try again after 3600 seconds' })
  const outcome = await email(t, { smtp_url }).send(MAIL, { signal: anySignal() })
  t.match(outcome, { outcome: 'refused', error: { class: 'transient', retry_after_ms: 3_600_000 } })
})
