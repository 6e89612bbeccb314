import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { databaseNow } from '@dutybell/shared/db/clock'
import type { DutyAllotment } from '@dutybell/shared/db/vocabulary'
import type { Simulator } from '@dutybell/simulator/simulator'
import { watch, type WatchContext } from '../../src/alerts/watch.ts'
import type { Bench } from '../fixture.ts'

export const OPERATOR = 'operator@example.org'

/** The watch of one notifier, to be run by hand. */
export function watcher(bench: Bench, simulator: Simulator): WatchContext {
  const { db, log } = bench
  return {
    db,
    time_zone: 'Asia/Kolkata',
    reminder_time: '18:00',
    template_languages: ['en'] as const,
    daily_recipients: null,
    expects_receipts: true,
    task_names: ['send_reminders', 'send_template'],
    now: () => databaseNow(db),
    mail: {
      smtp_url: simulator.smtp_url,
      from: 'Duties <duties@example.org>',
      to: OPERATOR,
      log,
    },
    log,
  }
}

/** Two notifiers watch at the same moment, and then one more. */
export async function watchTwiceAndAgain(ctx: WatchContext): Promise<void> {
  await Promise.all([watch(ctx), watch(ctx)])
  await watch(ctx)
}

export function subjects(simulator: Simulator): readonly string[] {
  return simulator.mails.filter((mail) => mail.taken).map((mail) => mail.subject)
}

export async function pause(bench: Bench, by = 'notifier'): Promise<void> {
  await sql`select pause_channel('whatsapp', ${by}, 'The token has expired.', '190')`.execute(bench.db)
}

export async function resume(bench: Bench): Promise<void> {
  await sql`select resume_channel('whatsapp', true)`.execute(bench.db)
  await sql`select end_trial('whatsapp')`.execute(bench.db)
}

/** Makes what alerts remember older. */
export async function letPass(bench: Bench, minutes: number): Promise<void> {
  const age = sql<string>`${minutes} * interval '1 minute'`
  await sql`
    update alerts set raised_at = raised_at - ${age}, raise_mailed_at = raise_mailed_at - ${age},
      cleared_at = cleared_at - ${age}, clear_mailed_at = clear_mailed_at - ${age}`.execute(bench.db)
}

export async function addDuty(
  { db }: Bench,
  duty: { readonly duty_date: string; readonly allotted_at: string; readonly allotment?: DutyAllotment },
): Promise<string> {
  const registration_id = randomUUIDv7()
  const phone_number = `+9198765${registration_id.slice(-5).replaceAll(/\D/g, '1')}`
  await db
    .insertInto('registrations')
    .values({
      id: registration_id,
      full_name: 'Ahmed Ali',
      name_key: registration_id,
      phone_number,
      whatsapp_opt_in: true,
      language: 'en',
    })
    .execute()
  await sql`
    insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key, allotted_at, allotment)
    values (${randomUUIDv7()}, ${registration_id}, ${duty.duty_date}, 'Fajar Azaan', 'fajar azaan', ${duty.allotted_at},
      ${duty.allotment ?? 'published'})`.execute(db)
  return phone_number
}
