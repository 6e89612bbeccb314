import { buildApp } from '@dutybell/api/app'
import { loadApiConfig } from '@dutybell/api/config'
import { loadNotifierConfig } from '@dutybell/notifier/config'
import { startNotifier } from '@dutybell/notifier/notifier'
import { openDatabase } from '@dutybell/shared/db/client'
import { Heartbeat } from '@dutybell/shared/heartbeats/heartbeat'
import { execute } from '@dutybell/shared/lifecycle/run-command'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { startSimulator } from '@dutybell/simulator/simulator'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { serveTxt } from '@dutybell/testing/dns-server'
import { playSmtp } from '@dutybell/testing/smtp-server'
import type { Test } from 'tap'
import { preflightCommand } from '../../src/preflight/command.ts'
import { APP_SECRET, type Case, PASSWORD, TOKEN, VERIFY_TOKEN, WRONG_TOKEN } from './case.ts'

const log = createLogger({ service: 'test', level: 'silent' })

const DNS: Readonly<Record<string, readonly string[]>> = {
  'mail.example.org': ['other=1', 'v=spf1 include:mail.example.org ~all'],
  '_dmarc.example.org': ['v=DMARC1; p=reject'],
  'twice.example.org': ['v=spf1 ~all', 'v=spf1 -all'],
  'none.example.com': [],
}

/** A healthy installation: everything that a message needs on its way, and the variables that lead to it. */
export async function startInstallation(t: Test) {
  const { url } = await createTestDatabase(t)
  const database = openDatabase({ connectionString: url, applicationName: 'test', maxConnections: 5, log })
  const { db } = database
  const waker = new Waker({ pool: database.pool, log })
  const simulator = await startSimulator({
    log,
    access_token: TOKEN,
    app_secret: APP_SECRET,
    languages: ['en', 'ur'],
    smtp_starttls: true,
  })
  const common = {
    DATABASE_URL: url,
    META_WA_TEMPLATE_LANGUAGE: 'en,ur',
    META_WA_APP_SECRET: APP_SECRET,
    META_WA_WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
  }
  const config = loadApiConfig({ ...common, ADMIN_API_KEYS: 'off' })
  const app = await buildApp({ config, database, waker, log })
  const public_url = await app.listen({ port: 0, host: '127.0.0.1' })
  simulator.setWebhookUrl(`${public_url}/webhooks/whatsapp`)
  for (const name of ['duty_cancelled', 'duty_changed'])
    simulator.changeTemplate({ name, status: 'APPROVED' })
  const heartbeat = new Heartbeat({ db, log, service: 'api', version: '0', settings: {} })
  heartbeat.start()
  const variables = {
    ...common,
    NOTIFIER_PORT: '0',
    META_WA_BASE_URL: simulator.url,
    META_WA_ACCESS_TOKEN: TOKEN,
    META_WA_PHONE_NUMBER_ID: simulator.phone_number_id,
    META_WA_BUSINESS_ACCOUNT_ID: simulator.business_account_id,
    META_WA_DAILY_RECIPIENTS: '2000',
    PUBLIC_URL: public_url,
    SMTP_URL: `${simulator.smtp_url}?tls.rejectUnauthorized=false`,
    EMAIL_FROM: 'Duty <duty@mail.example.org>',
    ALERT_EMAIL: 'operator@example.org',
  }
  const notifier = await startNotifier({
    config: loadNotifierConfig({ ...variables, EMAIL_FROM: '' }), // its DNS is that of the machine
    log,
    onEnded: () => undefined,
  })
  const dns = await serveTxt(t, (name) => (name.includes('refused') ? 'refused' : DNS[name]))
  const plain = await playSmtp(t, {})
  const hosts = { SIMULATOR: new URL(simulator.smtp_url).host, PLAIN: new URL(plain.smtp_url).host }
  t.teardown(async () => {
    await notifier.stop()
    await heartbeat.stop()
    await app.close()
    await waker.close()
    await simulator.close()
    await db.destroy()
  })

  const preflight = async (more: Readonly<Record<string, string>> = {}, ...args: string[]) => {
    const printed = { out: '', err: '' }
    const given = { ...variables, ...more }
    const SMTP_URL = given.SMTP_URL.replace(
      /SIMULATOR|PLAIN/,
      (name) => hosts[name === 'PLAIN' ? name : 'SIMULATOR'],
    )
    const code = await execute(preflightCommand({ ...given, SMTP_URL }, [dns]), args, {
      out: (text) => (printed.out += `${text}\n`),
      err: (text) => (printed.err += `${text}\n`),
    })
    for (const secret of [TOKEN, APP_SECRET, VERIFY_TOKEN, PASSWORD, WRONG_TOKEN])
      t.notMatch(printed.out + printed.err, secret, 'no secret is printed')
    return { code, ...printed }
  }
  const linesOf = async (more?: Readonly<Record<string, string>>) => {
    const { code, out } = await preflight(more, '--json')
    const { results }: { results: PreflightLine[] } = JSON.parse(out)
    t.equal(code, results.some(({ outcome }) => outcome === 'failure') ? 1 : 0)
    return results
  }
  return { db, simulator, variables, notifier, heartbeat, preflight, linesOf }
}

/** Fails for a line that is neither expected nor one of a healthy installation. */
export function checkLines(
  t: Test,
  lines: readonly PreflightLine[],
  expected: Case['lines'],
  healthy: ReadonlySet<string>,
): void {
  for (const { key, outcome, text, action } of lines) {
    const [wanted, pattern] = expected[key] ?? ['ok', /./]
    if (expected[key] === undefined && !healthy.has(key)) t.fail(`${key} was not expected: ${text}`)
    if (outcome !== wanted) t.fail(`${key} is ${outcome}, not ${wanted}: ${text}`)
    t.match(`${text} ${action ?? ''}`, pattern, key)
  }
  const keys = lines.map(({ key }) => key)
  for (const key of Object.keys(expected)) t.ok(keys.includes(key), `${key} is checked`)
}
