import { wordsOf } from '@dutybell/shared/templates/languages'

/** A fault that preflight must find before people wait for a message. Shell commands, after the definitions of docs/operating.md. */
export interface Fault {
  readonly name: string
  readonly breaks?: string
  /** Before the command, such as a variable of the environment that is wrong. */
  readonly given?: string
  /** The line of the failure and what it says to do. */
  readonly says: RegExp
  /** What it said to do. */
  readonly repairs: string
}

const FAKETIME = 'LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketime.so.1) FAKETIME=+2m'

/** As the simulator is after the rotation of docs/operating.md. */
const ACCOUNT = `"app_secret": "the_new_secret", "access_tokens": ["the_new_token"]`
const WELL = `meta '{${ACCOUNT}}'`

function account(facts: string): string {
  return `meta '{${ACCOUNT}, ${facts}}'`
}

function template(facts: string, name = 'duty_reminder_tomorrow'): string {
  return `curl -s -X PUT "http://127.0.0.1:$SIMULATOR_PORT/_control/templates/${name}" -H 'content-type: application/json' -d '${facts}'`
}

const { body } = wordsOf('duty_reminder_tomorrow', 'en', 'en')

const SUBMITTED = ['duty_reminder_tomorrow', 'duty_cancelled', 'duty_changed']

export const FAULTS: readonly Fault[] = [
  {
    name: 'the token expired',
    breaks: account('"token_expired": true'),
    says: /^failure +Access token: .*\n +→ .*token/m,
    repairs: WELL,
  },
  {
    name: 'the token was revoked',
    breaks: `meta '{"app_secret": "the_new_secret", "access_tokens": ["another_token"]}'`,
    says: /^failure +Access token: .*\n +→ .*token/m,
    repairs: WELL,
  },
  {
    name: 'the token lacks a scope',
    breaks: account('"scopes": ["whatsapp_business_management"]'),
    says: /^failure .*whatsapp_business_messaging.*\n +→ /m,
    repairs: WELL,
  },
  {
    name: 'the number is disconnected',
    breaks: account('"phone_status": "DISCONNECTED"'),
    says: /^failure .*DISCONNECTED.*\n +→ /m,
    repairs: WELL,
  },
  {
    name: 'a template is missing',
    breaks: template('{"status": "DELETED"}'),
    says: /^failure .*duty_reminder_tomorrow.*\n +→ .*templates push/m,
    repairs: [
      'npx --yes pnpm@12 templates push',
      ...SUBMITTED.map((name) => template('{"status": "APPROVED"}', name)),
    ].join('\n'),
  },
  {
    name: 'a template has another name',
    breaks: template('{"new_name": "duty_reminder"}'),
    says: /^failure .*the name must be exactly duty_reminder_tomorrow.*\n +→ /m,
    repairs: template('{"new_name": "duty_reminder_tomorrow"}', 'duty_reminder'),
  },
  {
    name: 'a template is paused',
    breaks: template('{"status": "PAUSED"}'),
    says: /^failure .*PAUSED.*\n +→ /m,
    repairs: template('{"status": "APPROVED"}'),
  },
  {
    name: 'a reminder may be delivered a week late',
    breaks: template('{"time_to_live_seconds": -1}'),
    says: /^failure .*30 days.*\n +→ .*21600/m,
    repairs: template('{"time_to_live_seconds": 21600}'),
  },
  {
    name: 'a template has other words',
    breaks: template('{"body": "Come tomorrow, {{1}}: {{2}}, {{3}}."}'),
    says: /^failure .*words differ.*\n +→ /m,
    repairs: template(JSON.stringify({ body }).replaceAll("'", String.raw`'\''`)),
  },
  {
    name: 'the app is not subscribed to the account',
    breaks: account('"subscribed": false'),
    says: /^failure +App subscribed to the account: .*\n +→ /m,
    repairs: WELL,
  },
  {
    name: 'the app is subscribed to one field only',
    breaks: account('"webhook_fields": ["message_template_status_update"]'),
    says: /^failure +Fields of the webhook: .*messages.*\n +→ /m,
    repairs: WELL,
  },
  {
    name: 'the verify token is another than that of the API',
    given: 'META_WA_WEBHOOK_VERIFY_TOKEN=wrong',
    says: /^failure .*\n +→ .*META_WA_WEBHOOK_VERIFY_TOKEN/m,
    repairs: '',
  },
  {
    name: 'the app secret is another than that of Meta',
    given: 'META_WA_APP_SECRET=wrong',
    says: /^failure +App secret: .*\n +→ .*META_WA_APP_SECRET/m,
    repairs: '',
  },
  {
    name: 'the mail server refuses the password',
    breaks: `curl -s -X PUT "http://127.0.0.1:$SIMULATOR_PORT/_control/behaviour" -H 'content-type: application/json' -d '{"account": {${ACCOUNT}}, "mails": [{"answer": {"kind": "refuse", "at": "auth", "smtp_code": 535}}]}'`,
    given: 'SMTP_URL="smtp://user:wrong@127.0.0.1:$SMTP_PORT?tls=off"',
    says: /^failure +.*(?:SMTP|E-mail|[Mm]ail server).*\n +→ .*SMTP_URL/m,
    repairs: WELL,
  },
  {
    name: 'the database was not migrated',
    breaks: `admin -c 'create database empty owner dutybell'`,
    given: 'DATABASE_URL="${DATABASE_URL%/*}/empty"',
    says: /^failure +Migrations: .*\n +→ .*pnpm migrate/m,
    repairs: 'DATABASE_URL="${DATABASE_URL%/*}/empty" npx --yes pnpm@12 migrate',
  },
  {
    name: 'the clock of the machine is two minutes ahead',
    given: FAKETIME,
    says: /^failure .*[Cc]lock.*\n +→ .*NTP/m,
    repairs: '',
  },
]
