/** Every environment variable of Dutybell, in the order of the README's table. */
import { adminKeys } from './admin-keys.ts'
import {
  cidr,
  decimalNumber,
  list,
  oneOf,
  origin,
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
    ...url('postgres:', 'postgresql:'),
    description: 'The Postgres database (15 or later). Unset: `pnpm start` runs one of its own.',
    secret: true,
  },
  HOST: { ...text(), description: 'The address the servers listen on.', default: '127.0.0.1' },
  PORT: { ...PORT, description: 'Port of the API.', default: '3000' },
  NOTIFIER_PORT: {
    ...PORT,
    description: "Port of the notifier's `/livez`, `/readyz` and `/metrics`.",
    default: '3001',
  },
  SIMULATOR_PORT: { ...PORT, description: 'Port of the simulator and its page.', default: '4000' },
  DATA_DIR: { ...text(), description: 'Where `pnpm start` keeps its database.', default: '.data' },
  ADMIN_API_KEYS: {
    ...adminKeys,
    description:
      'Keys of the admin routes, which have every scope; `off`: those of `pnpm api-keys` alone. Unset: `pnpm start` makes one and prints it.',
    secret: true,
  },
  CORS_ORIGINS: {
    ...list(origin),
    description: 'Origins whose pages may call the public routes.',
    default: '',
  },
  TRUST_PROXY_CIDRS: {
    ...list(cidr),
    description: 'Proxies whose `X-Forwarded-For` counts.',
    default: '',
  },
  PUBLIC_URL: {
    ...url('http:', 'https:'),
    description: 'Where clients and Meta reach the API; shown in the OpenAPI document.',
  },
  TIME_ZONE: { ...timeZone, description: 'The zone of every duty.', default: 'Asia/Kolkata' },
  REMINDER_TIME: {
    ...TIME_OF_DAY,
    description: 'When the reminder is due on the day before, in `TIME_ZONE`.',
    default: '18:00',
  },
  DEFAULT_COUNTRY: {
    ...text(/^[A-Z]{2}$/, 'a two-letter country code such as IN'),
    description: 'The country of phone numbers typed without a country code.',
    default: 'IN',
  },
  WHATSAPP_PROVIDER: { ...oneOf('meta'), description: 'The WhatsApp provider.', default: 'meta' },
  META_WA_PHONE_NUMBER_ID: {
    ...text(/^\d+$/, 'the digits of the phone number id'),
    description: "Meta's id of the sending phone number.",
  },
  META_WA_ACCESS_TOKEN: {
    ...text(/^[\x21-\x7e]+$/, 'a token without spaces'),
    description: "A system user's permanent token.",
    secret: true,
  },
  META_WA_BUSINESS_ACCOUNT_ID: {
    ...text(/^\d+$/, 'the digits of the WhatsApp business account id'),
    description: "Meta's id of the WhatsApp business account.",
  },
  META_WA_API_VERSION: {
    ...text(/^v\d{1,3}\.\d$/, 'a Graph API version such as v25.0'),
    description: 'Graph API version.',
    default: 'v25.0',
  },
  META_WA_BASE_URL: {
    ...url('http:', 'https:'),
    description: 'Where the Graph API is reached.',
    default: 'https://graph.facebook.com',
  },
  META_WA_APP_SECRET: {
    ...list(text(/^[\x21-\x7e]+$/, 'a secret without spaces')),
    description: "The app's secret, which signs callbacks; two during a rotation.",
    secret: true,
  },
  META_WA_WEBHOOK_VERIFY_TOKEN: {
    ...text(/^\S+$/, 'a token without spaces'),
    description: "The word Meta repeats in its webhook's handshake.",
    secret: true,
  },
  META_WA_TEMPLATE_LANGUAGE: {
    ...text(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'a template language such as en or en_US'),
    description: 'Language code of the approved templates.',
    default: 'en',
  },
  META_WA_MESSAGES_PER_SECOND: {
    ...decimalNumber({ minimum: 0.01, maximum: 100_000 }),
    description: 'Most WhatsApp messages per second, all notifiers together.',
    default: '80',
  },
  META_WA_CONCURRENCY: {
    ...wholeNumber({ minimum: 1, maximum: 5_000 }),
    description: 'Most WhatsApp requests at once, per notifier.',
    default: '256',
  },
  META_WA_DAILY_RECIPIENTS: {
    ...wholeNumber({ minimum: 1, maximum: 100_000_000 }),
    description: 'Most different people reached in 24 hours. Unset: no limit of ours.',
  },
  SMTP_URL: {
    expects: 'smtp://user:password@host:port, smtps://…, or off',
    parse: (raw: string) => (raw === 'off' ? 'off' : url('smtp:', 'smtps:').parse(raw)),
    description: 'The mail server; `off` says that there is no e-mail.',
    secret: true,
  },
  EMAIL_FROM: {
    ...text(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'an address such as Duties <duties@example.org>'),
    description: 'The sender of every e-mail.',
    default: 'Dutybell <dutybell@localhost>',
  },
  ALERT_EMAIL: {
    ...text(/^[^\s@,]+@[^\s@,]+$/, 'one e-mail address'),
    description: 'Who is told when a person must act.',
  },
  DELIVERY_MODE: {
    ...oneOf('live', 'allowlist', 'sandbox'),
    description: '`allowlist` sends to `ALLOWED_RECIPIENTS` only, `sandbox` to nobody.',
    default: 'live',
  },
  ALLOWED_RECIPIENTS: {
    ...list(
      text(/^\+[1-9]\d{6,14}$|^[^\s@]+@[^\s@]+$/, 'a phone number such as +919876543210, or an address'),
    ),
    description: 'Who may be reached in `allowlist` mode.',
    default: '',
  },
  IN_DOUBT_WINDOW_SECONDS: {
    ...decimalNumber({ minimum: 0, maximum: 86_400 }),
    description: 'How long a callback may take to settle a doubt.',
    default: '600',
  },
  IN_DOUBT_POLICY: {
    ...oneOf('resend', 'hold'),
    description: 'What happens after the window: send again and mark it, or wait for a person.',
    default: 'resend',
  },
  LEASE_SECONDS: {
    ...decimalNumber({ minimum: 2, maximum: 3_600 }),
    description: 'How long a claim holds a delivery; connect and read time-outs fit into it.',
    default: '60',
  },
  MAX_ATTEMPTS: {
    ...wholeNumber({ minimum: 1, maximum: 100 }),
    description: 'Attempts of one message that may fail in passing.',
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
      'Registrations per minute and client address; 0 switches this limit off, and the one per phone number.',
    default: '30',
  },
  RETENTION_DAYS: {
    ...wholeNumber({ minimum: 1, maximum: 36_500 }),
    description:
      'Finished messages, and what people wrote back, are deleted after so many days. Unset: kept.',
  },
  LOG_LEVEL: {
    ...oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    description: 'The least level that is logged.',
    default: 'info',
  },
} as const satisfies Record<string, Variable<unknown>>

export type VariableName = keyof typeof VARIABLES
