import { openDatabase } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import { AppError } from '@dutybell/shared/errors'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import { type ReminderRun, runReminders } from '@dutybell/shared/reminders/run-reminders'
import { loadConfig } from '@dutybell/shared/config/load-config'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { OperatorError, UsageError } from '@dutybell/shared/errors'
import { commandDatabase } from './command-database.ts'
import { describeRun } from './reminder-table.ts'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'

const help = `Usage: pnpm send-reminders [--date YYYY-MM-DD] [--dry-run]

Reminds everyone who has a duty tomorrow and was not yet told so, whatever the hour, and prints who gets what.

  --date D     the duty date: tomorrow's, or any in a dry run
  --dry-run    print only
  -h, --help   this text

Exit codes: 0 done, 1 failed, 2 wrong usage.`

await runCommand({
  help,
  options: { date: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  async run(values, _, { out }) {
    const date = typeof values.date === 'string' ? values.date : undefined
    out(describeRun(await sendReminders({ date, dry_run: values['dry-run'] === true })))
  },
})

async function sendReminders(input: { date: string | undefined; dry_run: boolean }): Promise<ReminderRun> {
  const environment = readEnvironment()
  const config = loadConfig(environment, [
    'TIME_ZONE',
    'REMINDER_TIME',
    'META_WA_TEMPLATE_LANGUAGE',
    'LOG_LEVEL',
  ])
  const connectionString = await commandDatabase(environment)
  const log = createLogger({ service: 'send-reminders', level: 'warn' })
  const { db, pool } = openDatabase({
    connectionString,
    applicationName: 'dutybell-send-reminders',
    maxConnections: 2,
    log,
  })
  const waker = new Waker({ pool, log })
  const context = {
    db,
    time_zone: config.TIME_ZONE,
    reminder_time: config.REMINDER_TIME,
    template_languages: config.META_WA_TEMPLATE_LANGUAGE,
    now: () => databaseNow(db),
  }
  try {
    const run = await runReminders(context, input)
    if (run.published.length > 0 && !run.dry_run) waker.wake('drain_outbox')
    return run
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw error.code === 'invalid_input' ? new UsageError(error.message) : new OperatorError(error.message)
  } finally {
    await waker.close()
    await db.destroy()
  }
}
