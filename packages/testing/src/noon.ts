/**
 * A zone in which it is between 12:00 and 13:00, so that no day ends during the run: duties of today end, reminders
 * fall due and deliveries expire at midnight.
 */
export function zoneWhereItIsNoon(): string {
  const hours = 12 - Temporal.Now.zonedDateTimeISO('UTC').hour
  return hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}
