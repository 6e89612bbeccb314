import { query } from '../../chaos/src/postgres.ts'
import { assign } from '../duties.ts'
import { eventually } from '../eventually.ts'
import { APP_SECRET, type Site } from '../site.ts'
import type { Drill } from './drill.ts'

/** Alerts about messages that a wait makes false, or that go to the wrong people. */
export const DEADLINES: readonly Drill[] = [
  {
    section: 'reminders_missed',
    name: 'the sweep of the notifier fails, and the reminders are published by hand',
    variables: { REMINDER_TIME: '00:00' },
    async run({ site, operator }) {
      await site.sql(`
        create function refuse_notifier() returns trigger language plpgsql as $$
        begin
          if current_setting('application_name') like 'dutybell-notifier%' then raise 'no space left'; end if;
          return new;
        end $$`)
      await site.sql(
        `create trigger refuse_notifier before insert on outbox for each row execute function refuse_notifier()`,
      )
      const { id } = await site.register()
      await assign(site, id)
      await site.sql(`update duty_assignments set allotted_at = allotted_at - interval '1 day'`)
      const alert = await operator.opened('reminders_missed')
      await operator.follow('reminders_missed')
      await site.sql('drop trigger refuse_notifier on outbox')
      await operator.closed(alert)
    },
  },
  {
    section: 'database_restored',
    symptoms: ['/readyz` of the notifier says `waiting`'],
    name: 'a copy takes the place of the database, after what waits in it was sent',
    async run({ site, operator }) {
      await site.notifier.stop()
      await site.register()
      await site.api.stop()
      const copy = new URL(site.database_url)
      const name = copy.pathname.slice(1)
      copy.pathname = '/postgres'
      await query(copy.href, `create database ${name}_copy template ${name}`)
      copy.pathname = `/${name}_copy`
      const later = await site.start('notifier')
      await eventually(
        'what waits is sent',
        () => site.simulator.totals(),
        (totals) => totals.messages_taken === 1 && totals.mails_taken === 1,
      )
      await later.stop()
      await site.restart({ DATABASE_URL: copy.href })
      const readiness = await site.notifier.readiness()
      if (!readiness?.text.includes('"status":"waiting"')) throw new Error(`/readyz: ${readiness?.text}`)
      const alert = await operator.opened('database_restored')
      if (site.simulator.totals().messages_taken > 1) throw new Error('It sent before a person resumed.')
      await operator.follow('database_restored')
      await operator.closed(alert)
      return { marked: 2 }
    },
  },
  {
    section: 'sign_up_flood',
    name: 'more people than PUBLIC_CONFIRMATIONS_PER_HOUR sign up, and their confirmations are released',
    is_short: true,
    variables: { PUBLIC_CONFIRMATIONS_PER_HOUR: '2' },
    async run({ site, operator }) {
      await signUpInFlood(site)
      const alert = await operator.opened('sign_up_flood')
      await operator.runCounted(operator.commands('sign_up_flood', '/v1/deliveries/retry'))
      await operator.closed(alert)
    },
  },
  {
    section: 'sign_up_flood',
    name: 'made-up people sign up, and are erased',
    variables: { PUBLIC_CONFIRMATIONS_PER_HOUR: '2' },
    async run({ site, operator }) {
      await signUpInFlood(site)
      const alert = await operator.opened('sign_up_flood')
      const [, since = ''] = /"created_from": "([^"]+)"/.exec(alert.action) ?? []
      const erase = operator
        .commands('sign_up_flood', '/v1/registrations/erase')
        .replace(/"created_from": "[^"]+"/, `"created_from": "${since}"`)
        .replace(/"created_to": "[^"]+"/, `"created_to": "${new Date(Date.now() + 60_000).toISOString()}"`)
      await operator.runCounted(erase)
      await operator.closed(alert)
      return { unsent: 6 }
    },
  },
  {
    section: 'receipts_missing',
    name: 'the app secret is another than that of Meta, and is corrected',
    async run({ site, operator }) {
      await site.restart({ META_WA_APP_SECRET: 'another' })
      for (let n = 0; n < 3; n += 1) await site.register()
      await eventually(
        'Meta accepts them',
        () =>
          site.sql<{ n: number }>(
            `select count(*)::int as n from deliveries where accepted_at is not null and channel = 'whatsapp'`,
          ),
        ([row]) => row?.n === 3,
      )
      await site.sql(`update deliveries set accepted_at = accepted_at - interval '16 minutes'`)
      const alert = await operator.opened('receipts_missing')
      await eventually(
        'the log says why',
        () => site.api.output,
        (text) => text.includes('webhook_signature_invalid'),
      )
      await site.restart({ META_WA_APP_SECRET: APP_SECRET })
      await operator.closed(alert)
    },
  },
]

/** Two people, and three more than PUBLIC_CONFIRMATIONS_PER_HOUR. */
async function signUpInFlood(site: Site): Promise<void> {
  const signUp = () => site.register({ headers: {} })
  await Promise.all([signUp(), signUp()])
  await eventually(
    'the notifier counts them',
    () => site.sql<{ n: number }>('select in_the_last_hour as n from public_confirmations'),
    ([row]) => row?.n === 2,
  )
  await Promise.all([signUp(), signUp(), signUp()])
}
