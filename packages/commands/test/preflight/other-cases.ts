import { account, type Case, NOT_READ, PASSWORD } from './case.ts'

/** Failures of the app, the webhook, the mail server and DNS. */
export const OTHER_CASES: readonly Case[] = [
  {
    name: 'an app that is not subscribed to the account, nor to all fields, with another address',
    behaviour: account({
      subscribed: false,
      webhook_fields: ['messages'],
      callback_url: 'https://old.example.org/hook',
    }),
    lines: {
      app_subscribed: ['failure', /subscribed_apps/],
      app_fields: ['failure', /Not subscribed: message_template_status_update, .*user_preferences/],
      webhook_address: ['failure', /sends to https:\/\/old\.example\.org\/hook/],
    },
  },
  {
    name: 'a wrong app secret and verify token',
    variables: { META_WA_APP_SECRET: 'wrong', META_WA_WEBHOOK_VERIFY_TOKEN: 'wrong' },
    lines: {
      app_secret: ['failure', /Invalid OAuth access token signature/],
      app_fields: NOT_READ,
      webhook_handshake: ['failure', /HTTP 403: the API refuses the verify token/],
      webhook_signature: ['failure', /HTTP 401: the API does not accept the signature/],
    },
  },
  {
    name: 'no app secret and no verify token',
    variables: { META_WA_APP_SECRET: '', META_WA_WEBHOOK_VERIFY_TOKEN: '' },
    lines: {
      'configuration:1': ['warning', /META_WA_APP_SECRET is not set/],
      app_secret: ['warning', /sent again at once/],
      app_fields: NOT_READ,
      webhook_handshake: NOT_READ,
      webhook_signature: NOT_READ,
    },
  },
  {
    name: 'a public address that cannot be reached, and DNS that does not answer',
    variables: { PUBLIC_URL: 'http://127.0.0.1:1', EMAIL_FROM: 'duty@refused.example.org' },
    lines: {
      webhook_handshake: ['warning', /could not be reached from this machine: .*ECONNREFUSED/],
      webhook_signature: ['warning', /could not be reached/],
      webhook_address: ['failure', /not to http:\/\/127\.0\.0\.1:1\/webhooks\/whatsapp/],
      spf: ['warning', /^Not known, because DNS could not be asked/],
      dmarc: ['warning', /^Not known, because DNS could not be asked/],
    },
  },
  {
    name: 'no public address, a wrong mail password, and no SPF record',
    variables: {
      PUBLIC_URL: '',
      EMAIL_FROM: 'duty@none.example.com',
      SMTP_URL: `smtp://user:${PASSWORD}@SIMULATOR?tls=off`,
    },
    behaviour: {
      mails: [{ answer: { kind: 'refuse', at: 'auth', smtp_code: 535, text: `no ${PASSWORD} here` } }],
    },
    lines: {
      webhook_handshake: NOT_READ,
      webhook_signature: NOT_READ,
      webhook_address: NOT_READ,
      smtp: ['failure', /refuses the login.*app password/s],
      spf: ['warning', /no SPF record.*v=spf1/s],
      dmarc: ['warning', /no DMARC record.*_dmarc\.none\.example\.com/s],
    },
  },
  {
    name: 'two SPF records, and a mail server that is away',
    variables: { SMTP_URL: 'smtp://127.0.0.1:1', EMAIL_FROM: 'duty@twice.example.org' },
    lines: {
      spf: ['failure', /2 SPF records/],
      smtp: ['failure', /could not be reached: .*ECONNREFUSED/],
    },
  },
  {
    name: 'the default sender, and a mail server without STARTTLS',
    variables: { EMAIL_FROM: '', SMTP_URL: `smtp://user:${PASSWORD}@PLAIN` },
    lines: {
      smtp: ['failure', /offers no encryption \(STARTTLS\)/],
      spf: ['warning', /localhost is not a public domain/],
      dmarc: ['warning', /EMAIL_FROM/],
    },
  },
  {
    name: 'a mail server with a certificate that no authority signed, and a sender whose domain is unknown',
    variables: { SMTP_URL: 'smtp://SIMULATOR', EMAIL_FROM: 'duty@gone.example.com' },
    lines: {
      smtp: ['failure', /could not be reached: .*certificate/i],
      spf: ['warning', /does not know gone\.example\.com/],
      dmarc: ['warning', /does not know/],
    },
  },
]
