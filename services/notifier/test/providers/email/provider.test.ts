import { closedPort, listenTcp } from '@dutybell/testing/servers'
import { playSmtp, type SmtpScript } from '@dutybell/testing/smtp-server'
import { test } from 'tap'
import { createEmailProvider } from '../../../src/providers/email/provider.ts'
import { captureLog } from '../support/log.ts'
import { anySignal } from '../support/message.ts'
import { startMeta } from '../../fixture.ts'
import { email, MAIL } from './support.ts'

const SHORT_MS = 500 // long enough for a busy machine, short enough for a test

const IMPATIENT = { read_timeout_ms: SHORT_MS }

function withLogin(smtp_url: string): string {
  return `${smtp_url.replace('//', '//user:secret@')}?tls=off`
}

test('email: the server accepts the message, the mail is complete', async (t) => {
  const { smtp_url, mails } = await startMeta(t)
  const { log, text } = captureLog()
  const outcome = await email(t, { smtp_url: withLogin(smtp_url), log }).send(MAIL, { signal: anySignal() })
  const message_id = `<${MAIL.delivery_id}@example.com>`
  t.match(outcome, {
    outcome: 'accepted',
    provider_message_id: message_id,
    http_status: null,
    duration_ms: Number,
  })
  t.match(mails, [
    {
      subject: 'You have been assigned a duty',
      message_id,
      from: '"Duties" <duties@example.com>',
      envelope: { to: ['ahmed.ali@example.org'] },
      text: 'Assalamu Alaikum Ahmed Ali,\nYou have been assigned duty on 15 March 2026 for Fajar Azaan.\n',
      html: /<html lang="en" dir="ltr">/,
      headers: { to: 'ahmed.ali@example.org', 'auto-submitted': 'auto-generated' },
    },
  ])
  t.match(text(), "[Email] Sending template 'duty_allotment_confirmed' to a•••@example.org")
  for (const secret of ['ahmed.ali', 'Ahmed Ali', 'secret']) t.notMatch(text(), secret)
})

test('email: two attempts of one delivery, one Message-ID', async (t) => {
  const { smtp_url, mails } = await startMeta(t)
  const provider = email(t, { smtp_url })
  await provider.send({ ...MAIL, attempt: 1 }, { signal: anySignal() })
  await provider.send({ ...MAIL, attempt: 2 }, { signal: anySignal() })
  t.match(mails, [{}, { message_id: mails[0]?.message_id }])
})

test('email: the server refuses, the log line has an action', async (t) => {
  const { smtp_url } = await playSmtp(t, { RCPT: '550 5.1.1 user unknown' })
  const { log, text } = captureLog()
  await email(t, { smtp_url, log }).send(MAIL, { signal: anySignal() })
  t.match(text(), '"action":"Contact the person another way, or correct the e-mail address."')
})

test("email: the queue's id, returned as the trace", async (t) => {
  const { smtp_url, steps } = await playSmtp(t, {})
  const outcome = await email(t, { smtp_url }).send(MAIL, { signal: anySignal() })
  t.match(outcome, { outcome: 'accepted', trace_id: '4XyZ12' })
  t.strictSame(steps.slice(0, 7), ['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', '.'])
})

const REFUSALS: readonly (readonly [
  string,
  SmtpScript,
  { outcome: string; error: { class: string; code: string } },
])[] = [
  ['a greeting that says busy', { greeting: '421 4.3.2 busy' }, expected('unsent', 'transient', '421')],
  ['a greeting that refuses us', { greeting: '554 5.7.1 blocked' }, expected('unsent', 'account', '554')],
  ['a wrong password', { AUTH: '535 5.7.8 bad credentials' }, expected('refused', 'account', '535')],
  ['a login that fails for now', { AUTH: '454 4.7.0 later' }, expected('refused', 'transient', '454')],
  ['a login that is required', { MAIL: '530 5.7.0 log in first' }, expected('refused', 'account', '530')],
  ['a sender that is refused', { MAIL: '550 5.7.1 not yours' }, expected('refused', 'account', '550')],
  ['a sender that has to wait', { MAIL: '451 4.7.1 slow down' }, expected('refused', 'transient', '451')],
  [
    'an unknown recipient',
    { RCPT: '550 5.1.1 <ahmed.ali@example.org> unknown' },
    expected('refused', 'recipient', '550'),
  ],
  ['a greylisted recipient', { RCPT: '450 4.2.0 come back' }, expected('refused', 'transient', '450')],
  [
    'a server that does not relay',
    { RCPT: '554 5.7.1 Relay access denied' },
    expected('refused', 'account', '554'),
  ],
  ['a refusal before the body', { DATA: '554 5.5.1 no' }, expected('refused', 'request', '554')],
  ['a body refused by policy', { '.': '554 5.7.1 looks like spam' }, expected('refused', 'account', '554')],
  ['a body that is too large', { '.': '552 5.3.4 too large' }, expected('refused', 'request', '552')],
  ['a mailbox that is full', { '.': '552 5.2.2 mailbox full' }, expected('refused', 'recipient', '552')],
  ['a body put off', { '.': '451 4.3.0 try later' }, expected('refused', 'transient', '451')],
  [
    'a server that shuts down after the body',
    { '.': '421 4.3.2 shutting down' },
    expected('refused', 'transient', '421'),
  ],
]

function expected(
  outcome: string,
  errorClass: string,
  code: string,
): { outcome: string; error: { class: string; code: string } } {
  return { outcome, error: { class: errorClass, code } }
}

for (const [circumstance, script, outcome] of REFUSALS) {
  const { class: errorClass } = outcome.error
  test(`email: ${circumstance}, ${outcome.outcome} as ${errorClass}`, async (t) => {
    const { smtp_url } = await playSmtp(t, script)
    const answer = await email(t, { smtp_url }).send(MAIL, { signal: anySignal() })
    t.match(answer, outcome)
    t.notMatch(JSON.stringify(answer), 'ahmed.ali')
  })
}

const BREAKS: readonly (readonly [string, SmtpScript, 'unsent' | 'in_doubt'])[] = [
  ['a close instead of a greeting', { greeting: (socket) => socket.destroy() }, 'unsent'],
  ['a reset at the handshake', { EHLO: (socket) => socket.resetAndDestroy() }, 'unsent'],
  ['a close at the login', { AUTH: (socket) => socket.end() }, 'unsent'],
  ['a close at the recipient', { RCPT: (socket) => socket.destroy() }, 'unsent'],
  ['a reset before the body is asked for', { DATA: (socket) => socket.resetAndDestroy() }, 'unsent'],
  ['silence where the body should be asked for', { DATA: () => undefined }, 'unsent'],
  ['a close after the whole message', { '.': (socket) => socket.destroy() }, 'in_doubt'],
  ['a reset after the whole message', { '.': (socket) => socket.resetAndDestroy() }, 'in_doubt'],
  ['half an answer after the whole message', { '.': (socket) => socket.end('25') }, 'in_doubt'],
  ['silence after the whole message', { '.': () => undefined }, 'in_doubt'],
  ['nonsense after the whole message', { '.': 'hello?' }, 'in_doubt'],
]

for (const [circumstance, script, outcome] of BREAKS) {
  test(`email: ${circumstance}, ${outcome}`, async (t) => {
    const { smtp_url } = await playSmtp(t, script)
    const provider = email(t, { smtp_url, ...(circumstance.startsWith('silence') ? IMPATIENT : {}) })
    t.match(await provider.send(MAIL, { signal: anySignal() }), { outcome, error: { class: 'transient' } })
  })
}

test('email: connection refused, unsent', async (t) => {
  const connect_timeout_ms = 1000
  const silent = await listenTcp(t, () => undefined)
  const garbage = await listenTcp(t, (socket) => socket.end('220 not TLS\r\n'))
  for (const [smtp_url, code] of [
    [`smtp://127.0.0.1:${await closedPort()}`, 'ECONNREFUSED'],
    ['smtp://nobody.invalid', /./],
    [`smtps://127.0.0.1:${garbage}`, /./],
  ] as const) {
    const outcome = await email(t, { smtp_url, connect_timeout_ms }).send(MAIL, { signal: anySignal() })
    t.match(outcome, { outcome: 'unsent', error: { class: 'transient', code } }, smtp_url)
  }
  const hanging = email(t, { smtp_url: `smtp://127.0.0.1:${silent}`, connect_timeout_ms: SHORT_MS })
  t.match(await hanging.send(MAIL, { signal: anySignal() }), {
    outcome: 'unsent',
    error: { code: 'ETIMEDOUT' },
  })
})

test('email: an untrusted certificate, unsent', async (t) => {
  const { smtp_url, mails } = await startMeta(t, { smtp_starttls: true })
  const outcome = await email(t, { smtp_url }).send(MAIL, { signal: anySignal() })
  t.match(outcome, { outcome: 'unsent', error: { class: 'transient', code: /CERT|TLS|SOCKET/ } })
  t.equal(mails.length, 0)
})

test('email: a password goes only to a server that offers STARTTLS and AUTH, unless the URL says tls=off', async (t) => {
  const { smtp_url, steps } = await playSmtp(t, {})
  const account = { outcome: 'unsent', error: { class: 'account' } }
  for (const options of ['', '?ignoreTLS=true', '?requireTLS=false']) {
    const provider = email(t, { smtp_url: smtp_url.replace('?tls=off', options) })
    t.match(await provider.send(MAIL, { signal: anySignal() }), {
      ...account,
      error: { code: 'ETLS', text: /STARTTLS[^]*tls=off/ },
    })
    t.match(await provider.probe({ signal: anySignal() }), { ok: false, text: /STARTTLS/ })
  }
  t.notOk(steps.includes('AUTH') || steps.includes('MAIL'))

  const without_login = await playSmtp(t, { EHLO: '250 test' })
  const provider = email(t, { smtp_url: without_login.smtp_url })
  t.match(await provider.send(MAIL, { signal: anySignal() }), {
    ...account,
    error: { code: 'EAUTH', text: /offers no login/ },
  })
  t.match(await provider.probe({ signal: anySignal() }), { ok: false, text: /offers no login/ })
  t.notOk(without_login.steps.includes('MAIL'))

  const encrypted = await startMeta(t, { smtp_starttls: true })
  const url = `${encrypted.smtp_url.replace('//', '//user:secret@')}?tls.rejectUnauthorized=false`
  t.match(await email(t, { smtp_url: url }).send(MAIL, { signal: anySignal() }), { outcome: 'accepted' })
})

test('email: an abort, in doubt after the whole message and unsent before', async (t) => {
  for (const [step, outcome] of [
    ['.', 'in_doubt'],
    ['RCPT', 'unsent'],
  ] as const) {
    const reached = Promise.withResolvers<void>()
    const { smtp_url } = await playSmtp(t, { [step]: () => reached.resolve() })
    const stop = new AbortController()
    const sending = email(t, { smtp_url }).send(MAIL, { signal: stop.signal })
    await reached.promise
    stop.abort()
    t.match(await sending, { outcome, error: { code: 'aborted' } })
  }
})

test('email: closed with a message in flight, it is aborted', async (t) => {
  const reached = Promise.withResolvers<void>()
  const { smtp_url } = await playSmtp(t, { '.': () => reached.resolve() })
  const provider = email(t, { smtp_url })
  const sending = provider.send(MAIL, { signal: anySignal() })
  await reached.promise
  await provider.close()
  t.match(await sending, { outcome: 'in_doubt' })
  t.match(await provider.send(MAIL, { signal: anySignal() }), { outcome: 'unsent' })
})

test('email: an address with a line break, no mail and no such command', async (t) => {
  const { smtp_url, steps } = await playSmtp(t, {})
  const recipient = 'a@example.org>\r\nRCPT TO:<b@example.org'
  const outcome = await email(t, { smtp_url }).send({ ...MAIL, recipient }, { signal: anySignal() })
  t.match(outcome, { outcome: 'unsent', error: { class: 'request' } })
  t.notOk(steps.includes('RCPT'))
})

test('email: invalid settings, an error at once', async (t) => {
  const settings = { connect_timeout_ms: 1, read_timeout_ms: 1, log: captureLog().log }
  for (const from of ['', 'duties', 'a@example.org, b@example.org']) {
    t.throws(() => createEmailProvider({ smtp_url: 'smtp://localhost', from, ...settings }), /EMAIL_FROM/)
  }
  for (const smtp_url of [
    'smtp://localhost?requireTLS=perhaps',
    'smtp://localhost?tls=on',
    'smtps://localhost?tls=off',
  ]) {
    t.throws(() => createEmailProvider({ smtp_url, from: 'duties@example.org', ...settings }), /SMTP_URL/)
  }
})

test('email: probe, the server accepts the login, nothing is sent', async (t) => {
  const { smtp_url, steps } = await playSmtp(t, {})
  t.same(await email(t, { smtp_url }).probe({ signal: anySignal() }), { ok: true })
  t.ok(steps.includes('AUTH'))
  t.notOk(steps.includes('MAIL'))
})

test('email: probe, the login is refused or no server answers, it fails with the reason', async (t) => {
  const { smtp_url } = await playSmtp(t, { AUTH: '535 5.7.8 bad credentials' })
  t.match(await email(t, { smtp_url }).probe({ signal: anySignal() }), { ok: false, text: /535/ })
  const unreachable = email(t, { smtp_url: `smtp://127.0.0.1:${await closedPort()}` })
  t.match(await unreachable.probe({ signal: anySignal() }), { ok: false, text: /ECONNREFUSED/ })
})

test('email: probe, the service stops meanwhile, it ends at once', async (t) => {
  const connected = Promise.withResolvers<void>()
  const { smtp_url } = await playSmtp(t, { greeting: () => connected.resolve() })
  const provider = email(t, { smtp_url, connect_timeout_ms: SHORT_MS })
  const probe = provider.probe({ signal: anySignal() })
  await connected.promise
  await provider.close()
  t.match(await probe, { ok: false, text: /stopping/ })
})
