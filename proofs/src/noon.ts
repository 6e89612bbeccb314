/** Keeps midnight out of the run: deliveries expire at midnight. */
export function zoneWhereItIsNoon(): string {
  const hours = 12 - Temporal.Now.zonedDateTimeISO('UTC').hour
  return hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}
