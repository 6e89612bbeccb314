import { sql } from 'kysely'
import { openDatabase } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import { untilNoConflict } from '@dutybell/shared/db/in-transaction'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import { processReminders } from '@dutybell/shared/reminders/run-reminders'
import { type Config, loadConfig } from '@dutybell/shared/config/load-config'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { commandDatabase } from './command-database.ts'
import { UsageError } from '@dutybell/shared/errors'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'

const help = `Usage: pnpm resume --after-restore

Lets the notifiers send again after they noticed that the database was restored from a backup, cloned or promoted, and
paused. What such a database shows as waiting may have been sent after the backup was made: all of it is marked as a
possible duplicate, what was on its way is in doubt, and then it is sent. Look first:

  - Is this the one database that is to send? A copy for a trial wants DELIVERY_MODE=sandbox before it is resumed.
  - What must not be sent again? Cancel its duties first.

  --after-restore   mark and resume
  -h, --help        this text

Exit codes: 0 resumed, 1 failed, 2 wrong usage.`

const NAMES = [
  'TIME_ZONE',
  'REMINDER_TIME',
  'META_WA_TEMPLATE_LANGUAGE',
  'META_WA_APP_SECRET',
  'IN_DOUBT_WINDOW_SECONDS',
] as const

await runCommand({
  help,
  options: { 'after-restore': { type: 'boolean' } },
  async run(values, _, { out }) {
    if (values['after-restore'] !== true) {
      throw new UsageError(`Say --after-restore when you have looked at the restored database.\n\n${help}`)
    }
    const { marked, in_doubt } = await resumeAfterRestore()
    out(
      `Resumed. Marked as possible duplicates: ${marked} messages; of them in doubt: ${in_doubt}, which were on their way.`,
    )
  },
})

async function resumeAfterRestore(): Promise<{ marked: number; in_doubt: number }> {
  const environment = readEnvironment()
  const config = loadConfig(environment, NAMES)
  const log = createLogger({ service: 'resume', level: 'warn' })
  const { db, pool } = openDatabase({
    connectionString: await commandDatabase(environment),
    applicationName: 'dutybell-resume',
    maxConnections: 2,
    log,
  })
  const waker = new Waker({ pool, log })
  try {
    // Reminders the backup does not know of may have been sent: published now, they are marked with the rest.
    await processReminders({
      db,
      time_zone: config.TIME_ZONE,
      reminder_time: config.REMINDER_TIME,
      template_languages: config.META_WA_TEMPLATE_LANGUAGE,
      now: () => databaseNow(db),
    })
    const { rows } = await untilNoConflict(() =>
      sql<{ marked: number; in_doubt: number }>`
        select marked, in_doubt
        from resume_after_restore(${windowSeconds(config)} * interval '1 second', interval '0')`.execute(db),
    )
    waker.wake('drain_outbox')
    return rows[0] ?? { marked: 0, in_doubt: 0 }
  } finally {
    await waker.close()
    await db.destroy()
  }
}

/** Without the app's secret no callback can settle a doubt. */
function windowSeconds(config: Config<(typeof NAMES)[number]>): number {
  return (config.META_WA_APP_SECRET?.length ?? 0) > 0 ? config.IN_DOUBT_WINDOW_SECONDS : 0
}
