import { randomInt } from 'node:crypto'

export type Addresses = {
  api: string
  hasSignUpPage: boolean
  notifier: string
  /** The path of the one-time link to the console; undefined without a configured key. */
  consoleLink: string | undefined
  simulator: string | undefined
  /** Undefined if keys are configured: they are not printed. */
  adminKey: string | undefined
  dutyDate: string
}

/** The addresses, and a command that causes each of the three messages, for any sh. */
export function instructions({
  api,
  consoleLink,
  hasSignUpPage,
  notifier,
  simulator,
  adminKey,
  dutyDate,
}: Addresses): string {
  const key = adminKey ?? '$ADMIN_KEY'
  const admin = `-H "Authorization: Bearer ${key}"`
  const json = `-H 'Content-Type: application/json'`
  // Another number at each start: a number can be registered once.
  const person = `{"full_name":"Ahmed Ali","phone_number":"+9198765${digits(5)}","email":"ahmed@example.org"}`
  return `
  Console        ${api}${consoleLink ?? '/console'}   ${consoleLink ? `(signs in once, within 10 minutes; later ${api}/console)` : '(sign in with a key of pnpm api-keys)'}
${hasSignUpPage ? `  Sign-up page   ${api}/\n` : ''}  API            ${api}   (its documentation: ${api}/docs)
  Notifier       ${notifier}   (/livez, /readyz, /metrics)
  Messages       ${simulator ? `${simulator}   (shows every message as the volunteer gets it)` : 'are really sent'}
  Admin key      ${adminKey ?? 'one of ADMIN_API_KEYS or of pnpm api-keys: put its secret into ADMIN_KEY before pasting 2 and 3'}

1. "Your registration was received": a volunteer registers.

REGISTRATION_ID=$(curl -sS -w '\\n' ${api}/v1/registrations ${json} \\
  -d '${person}' \\
  | tee /dev/stderr | sed -n 's/.*"id":"\\([^"]*\\)".*/\\1/p')

2. "You have a duty": the volunteer gets a duty tomorrow.

curl -sS -w '\\n' ${api}/v1/duty-assignments ${admin} ${json} \\
  -d '{"registration_id":"'"$REGISTRATION_ID"'","duty_date":"${dutyDate}","duty_time":"Fajar Azaan"}'

3. "Your duty is tomorrow": sends now the reminders of this evening.

curl -sS -w '\\n' -X POST ${api}/v1/reminders/run ${admin} ${json} -d '{}'
`
}

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('')
}
