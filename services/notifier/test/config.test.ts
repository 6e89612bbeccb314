import { test } from 'tap'
import { ConfigError } from '@dutybell/shared/config/load-config'
import { configWarnings } from '../src/config-warnings.ts'
import { loadNotifierConfig } from '../src/config.ts'

const COMPLETE = {
  DATABASE_URL: 'postgres://localhost/dutybell',
  META_WA_ACCESS_TOKEN: 'token',
  META_WA_PHONE_NUMBER_ID: '106540352242922',
  META_WA_APP_SECRET: 'secret',
  SMTP_URL: 'smtps://mail.example.org',
  ALERT_EMAIL: 'operator@example.org',
}

test('config: the required settings and ALERT_EMAIL, accepted without a warning', (t) => {
  const config = loadNotifierConfig(COMPLETE)
  t.match(config, { TIME_ZONE: 'Asia/Kolkata', LEASE_SECONDS: 60, META_WA_API_VERSION: 'v25.0' })
  t.same(configWarnings(config), [])
  t.end()
})

const REQUIRED = ['DATABASE_URL', 'META_WA_ACCESS_TOKEN', 'META_WA_PHONE_NUMBER_ID', 'SMTP_URL']

for (const name of REQUIRED) {
  test(`config: without ${name}, refused with a sentence that explains it`, (t) => {
    t.same(faultsOf({ ...COMPLETE, [name]: '' }).length, 1)
    t.match(faultsOf({ ...COMPLETE, [name]: '' }), [new RegExp(`^${name} must be set: .+\\.$`)])
    t.end()
  })
}

test('config: COORDINATOR_EMAIL, the address of the alerts unless set', (t) => {
  t.equal(loadNotifierConfig(COMPLETE).COORDINATOR_EMAIL, 'operator@example.org')
  const COORDINATOR_EMAIL = 'coordinator@example.org'
  t.match(loadNotifierConfig({ ...COMPLETE, COORDINATOR_EMAIL }), {
    ALERT_EMAIL: 'operator@example.org',
    COORDINATOR_EMAIL,
  })
  t.end()
})

test('config: several languages, read in their order', (t) => {
  const META_WA_TEMPLATE_LANGUAGE = ' ur, en_US ,hi'
  t.same(loadNotifierConfig({ ...COMPLETE, META_WA_TEMPLATE_LANGUAGE }).META_WA_TEMPLATE_LANGUAGE, [
    'ur',
    'en_US',
    'hi',
  ])
  t.same(loadNotifierConfig(COMPLETE).META_WA_TEMPLATE_LANGUAGE, ['en'])
  t.end()
})

test('config: a bad list of languages, refused with each fault', (t) => {
  t.same(faultsOf({ ...COMPLETE, META_WA_TEMPLATE_LANGUAGE: 'en,pt-br,ur,Urdu,,ur' }), [
    'META_WA_TEMPLATE_LANGUAGE must list template languages such as en or en_US; "pt-br" is none (write pt_BR).',
    'META_WA_TEMPLATE_LANGUAGE must list template languages such as en or en_US; "Urdu" is none.',
    'META_WA_TEMPLATE_LANGUAGE must list template languages such as en or en_US; "" is none.',
    'META_WA_TEMPLATE_LANGUAGE must list each language once; ur is repeated.',
  ])
  t.end()
})

test('config: SMTP_URL is off, no mail server is needed', (t) => {
  t.equal(loadNotifierConfig({ ...COMPLETE, SMTP_URL: 'off' }).SMTP_URL, 'off')
  t.end()
})

test('config: an invalid secret, refused without showing it', (t) => {
  const faults = faultsOf({ ...COMPLETE, META_WA_ACCESS_TOKEN: 'two words' })
  t.equal(faults.length, 1)
  t.notMatch(faults[0], 'two words')
  t.end()
})

const WARNED: readonly (readonly [title: string, change: Record<string, string>, warning: RegExp])[] = [
  ["the seed's v18.0", { META_WA_API_VERSION: 'v18.0' }, /v18\.0 has expired/],
  ['plain http to Meta', { META_WA_BASE_URL: 'http://graph.example.org' }, /plain http/],
  ['plain smtp', { SMTP_URL: 'smtp://mail.example.org:587' }, /plain smtp/],
  ['no app secret', { META_WA_APP_SECRET: '' }, /META_WA_APP_SECRET is not set/],
  [
    'a language without words',
    { META_WA_TEMPLATE_LANGUAGE: 'en,pt_BR' },
    /\(pt_BR; with words: en, hi, ur\)/,
  ],
  ['no address for the digest', { ALERT_EMAIL: '' }, /COORDINATOR_EMAIL and ALERT_EMAIL are not set/],
]

for (const [title, change, warning] of WARNED) {
  test(`config: ${title}, accepted with a warning`, (t) => {
    const warnings = configWarnings(loadNotifierConfig({ ...COMPLETE, ...change }))
    t.equal(warnings.length, 1)
    t.match(warnings[0], warning)
    t.end()
  })
}

const LOOPBACK = ['127.0.0.1:4000', 'localhost:4000', '[::1]:4000']

for (const host of LOOPBACK) {
  test(`config: plain http and smtp to ${host}, no warning`, (t) => {
    const config = loadNotifierConfig({
      ...COMPLETE,
      META_WA_BASE_URL: `http://${host}`,
      SMTP_URL: `smtp://${host}`,
    })
    t.same(configWarnings(config), [])
    t.end()
  })
}

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadNotifierConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}
