import { sql } from 'kysely'
import { test } from 'tap'
import { processReminders } from '@dutybell/shared/reminders/run-reminders'
import { openBench, startMeta, startNotifierFor } from '../fixture.ts'
import { addPerson, assign, TIME_ZONE } from './support.ts'

const NOW = Temporal.Now.instant()
const TOMORROW = Temporal.Now.plainDateISO(TIME_ZONE).add({ days: 1 }).toString()
const LABELS = Array.from(
  { length: 15 },
  (_, n) => `${String(n + 1).padStart(2, '0')} Fajar Azaan at the eastern gate, with the children`,
)

test('a day of fifteen long labels: WhatsApp ends at a label, the e-mail lists all, allotment and reminder', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { callbacks: { statuses: [] } } })
  const { id: registration_id } = await addPerson(bench, { email: 'ahmed@example.org' })
  await assign(bench, ...LABELS.map((duty_time) => ({ registration_id, duty_date: TOMORROW, duty_time })))
  await sql`update duty_assignments set allotted_at = ${NOW.subtract({ hours: 48 }).toString()}`.execute(
    bench.db,
  )
  const at_noon = Temporal.PlainDate.from(TOMORROW)
    .subtract({ days: 1 })
    .toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '18:01' })
    .toInstant()
  await processReminders({
    db: bench.db,
    time_zone: TIME_ZONE,
    reminder_time: '18:00',
    template_languages: ['en'],
    now: async () => at_noon,
  })
  await startNotifierFor(t, bench, meta)
  await meta.waitForMessages((messages) => messages.length === 2)
  await meta.waitForMails((mails) => mails.length === 2)
  for (const { text } of meta.messages) {
    const [, rest] = / and (\d+) more\.$/.exec(text ?? '') ?? []
    const kept = LABELS.length - Number(rest)
    t.match(text, `${LABELS.slice(0, kept).join(', ')} and ${rest} more.`)
    t.ok((text ?? '').length <= 1024 && kept >= 10)
  }
  for (const { text } of meta.mails) t.match(text, `${LABELS.join(', ')}.`)
  t.match(await bench.db.selectFrom('deliveries').select('state').execute(), [{}, {}, {}, {}])

  await sql`update outbox set payload = redact_payload(payload)`.execute(bench.db)
  t.notMatch(JSON.stringify(await bench.db.selectFrom('outbox').selectAll().execute()), /Ahmed|Fajar/)
})
