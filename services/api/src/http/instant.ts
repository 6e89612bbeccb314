/** Whether Postgres can read it; nothing at all is fine. Temporal reads annotations and distant years that Postgres does not. */
export function isInstant(text: string | undefined): boolean {
  if (text === undefined) return true
  if (!/^(?!0000)\d{4}-[^[]+$/.test(text)) return false
  try {
    Temporal.Instant.from(text)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
