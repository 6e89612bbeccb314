/** Every environment variable of Dutybell, with the words of the tables in docs/operating.md. */
import { adminKeys } from './admin-keys.ts'
import { consentWords } from './consent-words.ts'
import { META_VARIABLES } from './meta-variables.ts'
import {
  address,
  cidr,
  country,
  databaseUrl,
  decimalNumber,
  list,
  oneOf,
  origin,
  sender,
  text,
  timeZone,
  url,
  type Variable,
  wholeNumber,
} from './variable.ts'

const PORT = wholeNumber({ minimum: 0, maximum: 65_535 })

const TIME_OF_DAY = {
  expects: 'a time from 00:00 to 23:00, such as 18:00',
  parse: (raw: string) => (/^(?:[01]\d|2[0-2]):[0-5]\d$|^23:00$/.test(raw) ? raw : undefined),
}

export const VARIABLES = {
  DATABASE_URL: {
    ...databaseUrl,
    description:
      'Connection string of the Postgres database (15 or later). Unset: `pnpm start` runs an embedded one.',
    secret: true,
  },
  DATABASE_PREPARED: {
    ...oneOf('auto', 'off'),
    description:
      'Whether statements are prepared by name. `auto`: until a pooler shows that it does not keep them. `off`: never.',
    default: 'auto',
  },
  HOST: { ...text(), description: 'Address that the servers listen on.', default: '127.0.0.1' },
  PORT: { ...PORT, description: 'Port of the API.', default: '3000' },
  NOTIFIER_PORT: {
    ...PORT,
    description: "Port of the notifier's `/livez`, `/readyz` and `/metrics`.",
    default: '3001',
  },
  METRICS_ADDRESS: {
    ...address,
    description:
      'Address and port of a listener for `/metrics` alone, of the API or the notifier. Unset: on `PORT`, where only private networks get them, and on `NOTIFIER_PORT`.',
  },
  SIMULATOR_HOST: {
    ...text(),
    description: 'Address that the simulator listens on, whatever `HOST` is.',
    default: '127.0.0.1',
  },
  SIMULATOR_PORT: { ...PORT, description: 'Port of the simulator and its page.', default: '4000' },
  DATA_DIR: { ...text(), description: 'Folder of the embedded database of `pnpm start`.', default: '.data' },
  ADMIN_API_KEYS: {
    ...adminKeys,
    description:
      'Keys for the admin routes, each with every scope. `off`: only keys made by `pnpm api-keys` are valid. Unset: `pnpm start` generates one and prints it.',
    secret: true,
  },
  CORS_ORIGINS: {
    ...list(origin),
    description:
      'Origins that may call the public routes from a browser (CORS); `:*` is any port. `pnpm start` adds those of localhost.',
    default: '',
  },
  TRUST_PROXY_CIDRS: {
    ...list(cidr),
    description: 'Address ranges of proxies whose `X-Forwarded-For` header is trusted.',
    default: '',
  },
  PUBLIC_URL: {
    ...url('http:', 'https:'),
    description:
      'Public base URL of the API; shown in the OpenAPI document, and the base of the link in e-mails that stops them. Unset: e-mails have no such link.',
  },
  COMMUNITY_NAME: {
    ...text(/^[^\p{Cc}]{1,100}$/u, 'a name of at most 100 characters on one line'),
    description: 'Name of the community, shown on the sign-up page and in the console.',
  },
  TIME_ZONE: { ...timeZone, description: 'Time zone of all duties.', default: 'Asia/Kolkata' },
  REMINDER_TIME: {
    ...TIME_OF_DAY,
    description: 'Time of day, in `TIME_ZONE`, at which the reminder for the next day is due.',
    default: '18:00',
  },
  DEFAULT_COUNTRY: {
    ...country,
    description: 'Country of phone numbers that have no country code.',
    default: 'IN',
  },
  ...META_VARIABLES,
  SMTP_URL: {
    expects: 'smtp://user:password@host:port, smtps://…, or off',
    parse: (raw: string) => (raw === 'off' ? 'off' : url('smtp:', 'smtps:').parse(raw)),
    description:
      'URL of the mail server; `off` disables e-mail. With a user and `smtp://`, the server must offer STARTTLS and AUTH; `?tls=off` sends the password unencrypted.',
    secret: true,
  },
  EMAIL_FROM: {
    ...sender,
    description: 'Sender address of all e-mail.',
    default: 'Dutybell <dutybell@localhost>',
  },
  ALERT_EMAIL: {
    ...text(/^[^\s@,]+@[^\s@,]+$/, 'one e-mail address'),
    description: 'Address that receives operator alerts.',
  },
  COORDINATOR_EMAIL: {
    ...text(/^[^\s@,]+@[^\s@,]+$/, 'one e-mail address'),
    description: 'Address that receives the evening digest of the next day. Unset: `ALERT_EMAIL`.',
  },
  DELIVERY_MODE: {
    ...oneOf('live', 'allowlist', 'sandbox'),
    description:
      '`live` sends to all recipients, `allowlist` only to `ALLOWED_RECIPIENTS`, `sandbox` to none.',
    default: 'live',
  },
  ALLOWED_RECIPIENTS: {
    ...list(
      text(/^\+[1-9]\d{6,14}$|^[^\s@]+@[^\s@]+$/, 'a phone number such as +919876543210, or an address'),
    ),
    description: 'Recipients of the `allowlist` mode.',
    default: '',
  },
  IN_DOUBT_WINDOW_SECONDS: {
    ...decimalNumber({ minimum: 0, maximum: 86_400 }),
    description: 'Time to wait for a receipt that settles a delivery in doubt.',
    default: '600',
  },
  IN_DOUBT_POLICY: {
    ...oneOf('resend', 'hold'),
    description:
      'After the window: `resend` marked as a possible duplicate, or `hold` for a person to decide.',
    default: 'resend',
  },
  LEASE_SECONDS: {
    ...decimalNumber({ minimum: 2, maximum: 3_600 }),
    description: 'Duration of the lease of a claim; the connect and read time-outs are shorter.',
    default: '60',
  },
  MAX_ATTEMPTS: {
    ...wholeNumber({ minimum: 1, maximum: 100 }),
    description: 'Maximum attempts per delivery that end in a transient error.',
    default: '4',
  },
  RETRY_BASE_SECONDS: {
    ...decimalNumber({ minimum: 0.001, maximum: 3_600 }),
    description: 'Base of the exponential back-off.',
    default: '10',
  },
  REGISTRATIONS_PER_MINUTE: {
    ...wholeNumber({ minimum: 0, maximum: 1_000_000 }),
    description:
      "Registrations per minute and client address; ten minutes' worth may come at once. 0 disables this limit and those per phone number and e-mail address.",
    default: '30',
  },
  PUBLIC_CONFIRMATIONS_PER_HOUR: {
    ...wholeNumber({ minimum: 0, maximum: 1_000_000 }),
    description:
      'Public registrations within an hour whose confirmations are sent; those of more are held until later hours have room. 0: no limit.',
    default: '600',
  },
  SIGN_UP_PAGE: {
    ...oneOf('on', 'off'),
    description: 'The sign-up page at `/`. `off`: `/` leads to `/docs`.',
    default: 'on',
  },
  SIGN_UP_CONSENT: {
    ...consentWords,
    description:
      'The words that people agree to on the sign-up page, and that are stored: one text, or a JSON object with a text by language, such as `{"en":"…","ur":"…"}`. Unset: the default words, with `COMMUNITY_NAME`.',
  },
  RETENTION_DAYS: {
    ...wholeNumber({ minimum: 1, maximum: 36_500 }),
    description: 'Days after which finished deliveries and inbound messages are deleted. Unset: never.',
  },
  LOG_LEVEL: {
    ...oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    description: 'Minimum log level.',
    default: 'info',
  },
} as const satisfies Record<string, Variable<unknown>>

export type VariableName = keyof typeof VARIABLES
