import { account, type Case, NOT_READ, TOKEN, WRONG_TOKEN } from './case.ts'

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

const OF_NUMBER = {
  number_name: NOT_READ,
  number_quality: NOT_READ,
  number_health: NOT_READ,
  messaging_limit: NOT_READ,
  graph_version: NOT_READ,
  clock_meta: NOT_READ,
  webhook_address: NOT_READ,
} as const
const OF_APP = { app_secret: NOT_READ, app_fields: NOT_READ, app_subscribed: NOT_READ } as const
const NO_TEMPLATES = { templates: ['failure', /could not be read/] } as const
const REFUSED = {
  ...OF_NUMBER,
  ...OF_APP,
  templates: NOT_READ,
  token_scopes: NOT_READ,
  token_expiry: NOT_READ,
  number: NOT_READ,
  business_account: NOT_READ,
} as const

/** Failures of the token, the number and the account. */
export const META_CASES: readonly Case[] = [
  {
    name: 'an expired token',
    behaviour: account({ token_expired: true }),
    lines: { ...REFUSED, token: ['failure', /Session has expired.*system user/s] },
  },
  {
    name: 'a wrong token',
    variables: { META_WA_ACCESS_TOKEN: WRONG_TOKEN },
    lines: { ...REFUSED, token: ['failure', /Invalid OAuth access token/] },
  },
  {
    name: 'an answer of Meta that repeats the token',
    behaviour: {
      messages: [
        { on: 'reads', answer: { kind: 'error', code: 190, title: `Malformed access token ${TOKEN}` } },
      ],
    },
    lines: { ...REFUSED, token: ['failure', /Malformed access token \[secret\]/] },
  },
  {
    name: 'an outage of Meta',
    behaviour: { messages: [{ on: 'reads', answer: { kind: 'html', http_status: 503 } }] },
    lines: { ...REFUSED, token: ['failure', /HTTP 503.*metastatus/s] },
  },
  {
    name: 'a token that may send only',
    behaviour: account({ scopes: ['whatsapp_business_messaging'] }),
    lines: {
      ...OF_NUMBER,
      ...NO_TEMPLATES,
      token_scopes: ['failure', /Missing: whatsapp_business_management/],
      number: ['failure', /Permissions error/],
      business_account: ['failure', /Permissions error/],
      app_subscribed: NOT_READ,
    },
  },
  {
    name: 'a token that may not send, and expires in a week',
    behaviour: account({
      scopes: ['whatsapp_business_management'],
      token_expires_at: inSeconds(7 * 86_400),
    }),
    lines: {
      token_scopes: ['failure', /Missing: whatsapp_business_messaging/],
      token_expiry: ['warning', /^\d{4}-\d\d-\d\dT\d\d:\d\dZ\./],
    },
  },
  {
    name: 'a token of the dashboard, and a number of another account',
    behaviour: account({ token_expires_at: inSeconds(3600), without_number: true }),
    lines: {
      token_expiry: ['failure', /never expires/],
      business_account: ['failure', /does not belong to it/],
    },
  },
  {
    name: 'a token that may not be inspected',
    behaviour: account({ token_is_opaque: true }),
    lines: { token_scopes: NOT_READ, token_expiry: NOT_READ, app_subscribed: NOT_READ },
  },
  {
    name: 'a number that is restricted in every respect',
    behaviour: account({
      phone_status: 'FLAGGED',
      name_status: 'DECLINED',
      quality_rating: 'RED',
      health: 'BLOCKED',
      messaging_limit: 'TIER_250',
      review_status: 'REJECTED',
    }),
    lines: {
      number: ['failure', /FLAGGED, not CONNECTED/],
      number_name: ['failure', /DECLINED/],
      number_quality: ['failure', /RED/],
      number_health: ['failure', /BLOCKED\. The behaviour.*account\.health/s],
      messaging_limit: ['failure', /allows 250 .*Set META_WA_DAILY_RECIPIENTS to 250/s],
      business_account: ['failure', /review is REJECTED/],
    },
  },
  {
    name: 'a test number of medium quality, no limit set, and a clock that is behind that of Meta',
    variables: { META_WA_DAILY_RECIPIENTS: '' },
    behaviour: account({
      account_mode: 'SANDBOX',
      name_status: 'PENDING_REVIEW',
      quality_rating: 'YELLOW',
      health: 'LIMITED',
      clock_offset_seconds: 90,
    }),
    lines: {
      number: ['warning', /test number/],
      number_name: ['warning', /PENDING_REVIEW/],
      number_quality: ['warning', /YELLOW/],
      number_health: ['warning', /LIMITED\. The behaviour/],
      messaging_limit: ['warning', /is not set.*Set META_WA_DAILY_RECIPIENTS to 2000/s],
      clock_meta: ['failure', /(?:89|90|91) s behind that of Meta.*NTP/s],
    },
  },
  {
    name: 'no account, and a version of the Graph API that has expired',
    variables: { META_WA_BUSINESS_ACCOUNT_ID: '', META_WA_API_VERSION: 'v18.0' },
    lines: {
      'configuration:1': ['warning', /v18\.0 has expired/],
      business_account: ['warning', /is not set/],
      templates: NOT_READ,
      app_subscribed: NOT_READ,
      graph_version: ['warning', /serves v21\.0/],
    },
  },
]
