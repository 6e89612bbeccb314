import { assign, remind } from '../duties.ts'
import { eventually } from '../eventually.ts'
import type { Drill } from './drill.ts'

const REMINDER = 'duty_reminder_tomorrow'

/** What stops sending: at Meta, at the mail server, or by a person. */
export const SENDING: readonly Drill[] = [
  {
    section: 'channel_paused',
    name: 'the token expires, and a new one is set',
    async run({ site, operator }) {
      site.simulator.behave({ account: { token_expired: true } })
      await site.register()
      const alert = await operator.opened('channel_paused')
      site.simulator.behave({})
      await site.restart({ META_WA_ACCESS_TOKEN: 'the_new_token' })
      await operator.follow('channel_paused', 'whatsapp')
      await operator.closed(alert)
    },
  },
  {
    section: 'channel_paused',
    name: 'the mail server refuses the password, and SMTP_URL is corrected',
    async run({ site, operator }) {
      site.simulator.behave({ mails: [{ answer: { kind: 'refuse', at: 'auth', smtp_code: 535 } }] })
      const { SMTP_URL = '' } = site.variables
      const withUser = (user: string) => `${SMTP_URL.replace('//', `//${user}:secret@`)}?tls=off`
      await site.restart({ SMTP_URL: withUser('wrong') })
      await site.register()
      const alert = await operator.opened('channel_paused', false)
      site.simulator.behave({})
      await site.restart({ SMTP_URL: withUser('right') })
      await operator.follow('channel_paused', 'email')
      await operator.closed(alert, false)
    },
  },
  {
    section: 'channel_paused',
    name: 'a person paused WhatsApp, and resumes it',
    async run({ site, operator }) {
      await operator.run('call POST /v1/channels/whatsapp/pause')
      await site.register()
      const alert = await operator.opened('channel_paused')
      await operator.follow('channel_paused', 'whatsapp')
      await operator.closed(alert)
    },
  },
  {
    section: 'quota_used_up',
    name: 'the mail server has a daily limit, which is raised',
    async run({ site, operator }) {
      const text = '5.4.5 Daily sending quota exceeded'
      site.simulator.behave({
        mails: [
          { to: 'full@example.org', answer: { kind: 'refuse', at: 'recipient', smtp_code: 550, text } },
        ],
      })
      await site.register({ email: 'full@example.org' })
      const alert = await operator.opened('quota_used_up')
      await site.register()
      site.simulator.behave({})
      await operator.follow('channel_paused', 'email')
      await operator.closed(alert)
      // The refused one has five minutes of its own.
      await site.sql(
        `update deliveries set next_attempt_at = clock_timestamp() where queue_state = 'pending'`,
      )
    },
  },
  {
    section: 'template_held',
    name: 'Meta pauses a template and approves it again',
    async run({ site, operator }) {
      site.simulator.changeTemplate({ name: 'registration_received', status: 'PAUSED' })
      const alert = await operator.opened('template_held')
      await site.register()
      site.simulator.changeTemplate({ name: 'registration_received', status: 'APPROVED' })
      await operator.closed(alert)
    },
  },
  {
    section: 'template_held',
    name: 'parameters are named at Meta, which is corrected, and the template is released by hand',
    is_short: true,
    variables: { META_WA_BUSINESS_ACCOUNT_ID: '' },
    async run({ site, operator }) {
      site.simulator.changeTemplate({ name: REMINDER, parameter_format: 'NAMED' })
      const { id } = await site.register()
      await assign(site, id)
      await remind(site)
      const alert = await operator.opened('template_held')
      site.simulator.changeTemplate({ name: REMINDER, parameter_format: 'POSITIONAL' })
      await operator.follow('template_held')
      await operator.closed(alert)
    },
  },
  {
    section: 'overdue',
    name: 'the pace is lower than the messages need, and is raised',
    variables: { META_WA_MESSAGES_PER_SECOND: '1' },
    async run({ site, operator }) {
      await operator.run('call POST /v1/channels/whatsapp/pause')
      for (let n = 0; n < 40; n += 1) await site.register({ email: '' })
      await operator.run('call POST /v1/channels/whatsapp/resume')
      await site.sql(`update alerts set cleared_at = cleared_at - interval '1 hour'`)
      await site.sql(
        `update deliveries set created_at = created_at - interval '11 minutes', rank = rank - interval '11 minutes'`,
      )
      const alert = await operator.opened('overdue')
      await site.restart({ META_WA_MESSAGES_PER_SECOND: '80' })
      await operator.closed(alert)
    },
  },
  {
    section: 'daily_recipients',
    name: 'more people than META_WA_DAILY_RECIPIENTS, which is raised to what Meta allows',
    variables: { META_WA_DAILY_RECIPIENTS: '2' },
    async run({ site, operator }) {
      for (let n = 0; n < 4; n += 1) await site.register()
      const alert = await operator.opened('daily_recipients')
      await site.restart({ META_WA_DAILY_RECIPIENTS: '2000' })
      await operator.closed(alert)
    },
  },
  {
    section: 'unreachable_recipients',
    name: 'five people of a shifted column are not on WhatsApp, and their numbers are corrected',
    async run({ site, operator }) {
      site.simulator.behave({
        messages: [{ count: 5, callbacks: { statuses: ['failed'], error: { code: 131026 } } }],
      })
      const wrong = []
      for (let n = 0; n < 5; n += 1) {
        wrong.push(await site.register())
        await eventually(
          'the failure is known',
          () => site.sql<{ n: number }>(`select count(*)::int as n from deliveries where state = 'failed'`),
          ([row]) => row?.n === n + 1,
        )
      }
      const alert = await operator.opened('unreachable_recipients')
      for (const { id, phone_number } of wrong) {
        const corrected = phone_number.replace('+919', '+918')
        await operator.run(`call PATCH /v1/registrations/${id} '{"phone_number": "${corrected}"}'`)
      }
      const [, since = ''] =
        /"created_from": "([^"]+)"/.exec(operator.commands('unreachable_recipients')) ?? []
      await operator.runCounted(
        operator
          .commands('unreachable_recipients')
          .replace(since, new Date(Date.now() - 3_600_000).toISOString()),
      )
      await operator.closed(alert)
    },
  },
]
