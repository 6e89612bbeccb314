import type { ReminderRun } from '@dutybell/shared/reminders/run-reminders'

type Row = readonly [name: string, registration: string, what: string]

/** Who gets what, for a person to read. */
export function describeRun(run: ReminderRun): string {
  const told = run.published.map((one): Row => [
    one.full_name,
    one.registration_id,
    one.duty_times.join(', '),
  ])
  const not = run.skipped.map((one): Row => [
    one.full_name,
    one.registration_id,
    one.reason.replaceAll('_', ' '),
  ])
  const verb = run.dry_run ? 'would be reminded' : 'reminded'
  const lines = [
    `Duties on ${run.date}: ${told.length} ${verb}, ${not.length} skipped.`,
    ...section(run.dry_run ? 'Would be reminded' : 'Reminded', told),
    ...section('Skipped', not),
  ]
  return lines.join('\n')
}

function section(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return []
  const width = Math.max(...rows.map(([name]) => name.length))
  return [
    '',
    `${title}:`,
    ...rows.map(([name, registration, what]) => `  ${name.padEnd(width)}  ${registration}  ${what}`),
  ]
}
