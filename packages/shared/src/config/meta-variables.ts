import { templateLanguages } from './template-languages.ts'
import { decimalNumber, list, oneOf, text, url, wholeNumber, type Variable } from './variable.ts'

/** The variables of WhatsApp and Meta's Cloud API. */
export const META_VARIABLES = {
  WHATSAPP_PROVIDER: { ...oneOf('meta'), description: 'The WhatsApp provider.', default: 'meta' },
  META_WA_PHONE_NUMBER_ID: {
    ...text(/^\d+$/, 'the digits of the phone number id'),
    description: "Meta's id of the sending phone number.",
  },
  META_WA_ACCESS_TOKEN: {
    ...text(/^[\x21-\x7e]+$/, 'a token without spaces'),
    description: 'Permanent access token of a system user.',
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
    description: 'Base URL of the Graph API.',
    default: 'https://graph.facebook.com',
  },
  META_WA_APP_SECRET: {
    ...list(text(/^[\x21-\x7e]+$/, 'a secret without spaces')),
    description: 'App secret that signs webhooks; two values during a rotation.',
    secret: true,
  },
  META_WA_WEBHOOK_VERIFY_TOKEN: {
    ...text(/^\S+$/, 'a token without spaces'),
    description: 'Verify token of the webhook handshake.',
    secret: true,
  },
  META_WA_TEMPLATE_LANGUAGE: {
    ...templateLanguages,
    description: 'Languages of the messages, as Meta writes them, such as `en,ur`. The first is the default.',
    default: 'en',
  },
  META_WA_MESSAGES_PER_SECOND: {
    ...decimalNumber({ minimum: 0.01, maximum: 100_000 }),
    description: 'Maximum WhatsApp messages per second, all notifiers together.',
    default: '80',
  },
  META_WA_CONCURRENCY: {
    ...wholeNumber({ minimum: 1, maximum: 5_000 }),
    description: 'Maximum concurrent WhatsApp requests per notifier.',
    default: '256',
  },
  META_WA_DAILY_RECIPIENTS: {
    ...wholeNumber({ minimum: 1, maximum: 100_000_000 }),
    description: 'Maximum number of different recipients in 24 hours. Unset: no limit.',
  },
} as const satisfies Record<string, Variable<unknown>>
