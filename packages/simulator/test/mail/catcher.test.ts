import { createTransport } from 'nodemailer'
import { test, type Test } from 'tap'
import type { Simulator } from '../../src/simulator.ts'
import { simulate } from '../fixture.ts'

function transportTo(t: Pick<Test, 'teardown'>, simulator: Simulator) {
  const transport = createTransport(`${simulator.smtp_url}?ignoreTLS=true`, {
    auth: { user: 'anybody', pass: 'anything' },
  })
  t.teardown(() => transport.close())
  return transport
}

const MAIL = {
  from: 'Dutybell <duty@example.org>',
  to: 'ahmed@example.org',
  messageId: '<1@example.org>',
  subject: 'Ihre Pflicht · ड्यूटी',
  text: 'Hello Ahmed Ali',
  html: '<p>Hello Ahmed Ali</p>',
}

test('catcher: a mail, is kept with its envelope, id and text', async (t) => {
  const simulator = await simulate(t)
  await transportTo(t, simulator).sendMail(MAIL)
  t.match(simulator.mails, [
    {
      taken: true,
      smtp_code: 250,
      envelope: { from: 'duty@example.org', to: ['ahmed@example.org'] },
      message_id: '<1@example.org>',
      subject: 'Ihre Pflicht · ड्यूटी',
      text: /Hello Ahmed Ali/,
      html: '<p>Hello Ahmed Ali</p>',
    },
  ])
})

test('catcher: a refusal, has the code and the stage of the rule', async (t) => {
  const simulator = await simulate(t)
  const stages = [
    { at: 'auth', smtp_code: 535 },
    { at: 'sender', smtp_code: 421 },
    { at: 'recipient', smtp_code: 550 },
    { at: 'data', smtp_code: 451 },
  ] as const
  for (const { at, smtp_code } of stages) {
    simulator.behave({ mails: [{ to: 'Ahmed@example.org', answer: { kind: 'refuse', at, smtp_code } }] })
    const refused = await transportTo(t, simulator)
      .sendMail(MAIL)
      .catch((cause: unknown) => cause)
    t.match(refused, { responseCode: smtp_code }, at)
  }
  t.notOk(simulator.mails.some(({ taken }) => taken))
})

test('catcher: a connection dropped after the message, keeps it as accepted', async (t) => {
  const simulator = await simulate(t, { behaviour: { mails: [{ count: 1, answer: { kind: 'drop' } }] } })
  await t.rejects(transportTo(t, simulator).sendMail(MAIL))
  t.match(simulator.mails, [{ taken: true, smtp_code: null }])
  await transportTo(t, simulator).sendMail(MAIL)
  t.equal(simulator.mails.length, 2)
})
