import type { Site } from './site.ts'

/** A duty tomorrow. @returns its id */
export async function assign(
  site: Site,
  registration_id: string,
  duty_time = 'Fajar Azaan',
): Promise<string> {
  const zone = site.variables['TIME_ZONE'] ?? 'UTC'
  const duty_date = Temporal.Now.plainDateISO(zone).add({ days: 1 }).toString()
  const body = { registration_id, duty_date, duty_time }
  const answer = await site.request('POST', '/v1/duty-assignments', body)
  if (answer.status !== 201) throw new Error(`POST /v1/duty-assignments: ${answer.status} ${answer.text}`)
  return String(JSON.parse(answer.text).id)
}

/** Publishes the reminders of tomorrow. */
export async function remind(site: Site): Promise<void> {
  const answer = await site.request('POST', '/v1/reminders/run', {})
  if (answer.status !== 200) throw new Error(`POST /v1/reminders/run: ${answer.status} ${answer.text}`)
}
