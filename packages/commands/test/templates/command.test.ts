import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createLogger } from '@dutybell/shared/logger'
import { execute } from '@dutybell/shared/lifecycle/run-command'
import { startSimulator } from '@dutybell/simulator/simulator'
import { test } from 'tap'
import { templatesCommand } from '../../src/templates/command.ts'

const PROGRAM = join(import.meta.dirname, '..', '..', 'src', 'templates.ts')

const log = createLogger({ service: 'test', level: 'silent' })

test('templates push', async (t) => {
  const simulator = await startSimulator({ log, access_token: 'token-of-the-test', languages: ['en'] })
  t.teardown(() => simulator.close())
  const run = async (args: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
    const printed = { out: '', err: '' }
    const environment = {
      META_WA_BASE_URL: simulator.url,
      META_WA_ACCESS_TOKEN: 'token-of-the-test',
      META_WA_BUSINESS_ACCOUNT_ID: simulator.business_account_id,
      META_WA_TEMPLATE_LANGUAGE: 'en,ur',
      ...variables,
    }
    const code = await execute(templatesCommand(environment), args, {
      out: (text) => (printed.out += `${text}\n`),
      err: (text) => (printed.err += `${text}\n`),
    })
    return { code, ...printed }
  }

  await t.test('a dry run says what exists and what would be submitted', async (t) => {
    const { code, out } = await run(['push', '--dry-run'])
    t.equal(code, 0)
    t.match(out, /^registration_received \(en\): exists\. APPROVED; not changed\.$/m)
    t.match(out, /^duty_cancelled \(en\): would be submitted\. "Assalamu Alaikum/m)
    t.equal(out.match(/would be submitted/g)?.length, 7)
    t.match((await run(['push', '--dry-run'])).out, out)
  })

  await t.test('what is missing is submitted once, with its words and its time-to-live', async (t) => {
    simulator.behave({ account: { template_review: 'APPROVED' } })
    const first = await run(['push'])
    t.match(first, { code: 0, out: /^duty_reminder_tomorrow \(ur\): submitted\. APPROVED\.$/m })
    const second = await run(['push'])
    t.match(second, { code: 0, err: '' })
    t.equal(second.out.match(/: exists\. APPROVED; not changed\./g)?.length, 10, 'equal to the catalogue')
  })

  await t.test('a template with other words is named, and not changed', async (t) => {
    simulator.changeTemplate({ name: 'duty_changed', language: 'ur', body: 'Other words {{1}}.' })
    const first = await run(['push'])
    t.match(first, { code: 0, out: /^duty_changed \(ur\): differs\. .*words differ.* Not changed\.$/m })
    t.match((await run(['push'])).out, /^duty_changed \(ur\): differs\./m)
  })

  await t.test(
    'a language without words is left out, and what Meta changes or refuses is named',
    async (t) => {
      simulator.behave({ account: { template_category: 'MARKETING' } })
      const variables = { META_WA_TEMPLATE_LANGUAGE: 'hi,ta' }
      const first = await run(['push'], variables)
      t.match(first.out, /^registration_received \(ta\): left out\. The catalogue has no words/m)
      t.match(first.out, /^registration_received \(hi\): differs\. PENDING, as MARKETING instead of UTILITY/m)
      simulator.behave({ account: { template_review: 'REJECTED' } })
      const refused = await run(['push'], { META_WA_TEMPLATE_LANGUAGE: 'en_US' })
      t.match(refused, { code: 1, out: /^registration_received \(en_US\): refused\. REJECTED/m })
      t.match(refused.err, /refused: 5/)
    },
  )

  await t.test('a token without rights, an account that is not set, and other words', async (t) => {
    simulator.behave({ account: { scopes: [] } })
    t.match(await run(['push']), { code: 1, err: /could not be read from Meta: .*Permissions error/ })
    const unset = await run(['push'], { META_WA_BUSINESS_ACCOUNT_ID: '' })
    t.match(unset, { code: 1, err: 'META_WA_BUSINESS_ACCOUNT_ID must be set.\n' })
    for (const args of [[], ['pull'], ['push', 'all'], ['push', '--force']])
      t.match(await run(args), { code: 2, err: /Usage: pnpm templates push/ })
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, '--help'])
    t.match(stdout, /^Usage: pnpm templates push/)
  })
})
