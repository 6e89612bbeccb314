import { createTestDatabase } from '@dutybell/testing/cluster'
import { execute } from '@dutybell/shared/lifecycle/run-command'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { test } from 'tap'
import { apiKeysCommand } from '../src/api-keys/command.ts'

const PROGRAM = join(import.meta.dirname, '..', 'src', 'api-keys.ts')

test('api-keys', async (t) => {
  const { url } = await createTestDatabase(t)
  const client = new Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())

  const apiKeys = async (...args: string[]) => {
    const printed = { out: '', err: '' }
    const environment = { DATABASE_URL: url, ADMIN_API_KEYS: 'taken:sixteen-characters' }
    const code = await execute(apiKeysCommand(environment), args, {
      out: (text) => (printed.out += `${text}\n`),
      err: (text) => (printed.err += `${text}\n`),
    })
    return { code, ...printed }
  }

  await t.test('create, prints the secret alone and once, and keeps its hash', async (t) => {
    const { code, out, err } = await apiKeys(
      'create',
      '--name',
      'console',
      '--scopes',
      'deliveries,pii',
      '--expires',
      '90d',
    )
    t.equal(code, 0)
    t.match(out, /^dbl_[0-9a-f]{8}_[\w-]{43}\n$/)
    t.match(err, /deliveries, pii/)
    const { rows } = await client.query(
      `select name, scopes, sha256(convert_to($1, 'utf8')) = hash as fits, k::text as row,
         expires_at between now() + interval '89 days' and now() + interval '90 days' as in_time
       from api_keys k`,
      [out.trim()],
    )
    t.match(rows, [{ name: 'console', scopes: ['deliveries', 'pii'], fits: true, in_time: true }])
    t.notMatch(rows[0]?.row, out.trim().slice(13))
  })

  await t.test('create under a name in use, exit code 1 and no key', async (t) => {
    const { code, err } = await apiKeys('create', '--name', 'console', '--scopes', 'pii')
    t.equal(code, 1)
    t.match(err, /There is a key called console/)
    t.equal((await client.query('select from api_keys')).rowCount, 1)
  })

  await t.test('revoke, ends it once; the name is free again and the audit log has it all', async (t) => {
    const [{ prefix }] = (await client.query('select prefix from api_keys')).rows
    t.match(await apiKeys('revoke', prefix, '--by', 'zara'), { code: 0, out: /console is revoked/ })
    t.match(await apiKeys('revoke', prefix), { code: 1, err: /No key has this prefix/ })
    const again = await apiKeys('create', '--name', 'console', '--scopes', 'admin', '--by', 'zara')
    t.equal(again.code, 0)
    t.match(await apiKeys('revoke', again.out.trim()), { code: 0 })
    const { rows } = await client.query(
      'select actor, action, subject_id, details from audit_log order by id',
    )
    t.match(rows, [
      { action: 'api_key.created', details: { name: 'console', scopes: ['deliveries', 'pii'], prefix } },
      { actor: 'zara', action: 'api_key.revoked', subject_id: rows[0]?.subject_id },
      { actor: 'zara', action: 'api_key.created', details: { prefix: prefixOf(again.out) } },
      { action: 'api_key.revoked' },
    ])
  })

  await t.test('list, shows every key and its state, and no secret', async (t) => {
    const { out: secret } = await apiKeys('create', '--name', 'form', '--scopes', 'registrations')
    const { code, out } = await apiKeys('list')
    t.equal(code, 0)
    t.match(
      out,
      new RegExp(`^PREFIX .*\\n${prefixOf(secret)} +form +valid +registrations .* never +never\\n`),
    )
    t.equal(out.match(/ console +revoked /g)?.length, 2)
    t.notMatch(out, secret.trim().slice(13))
  })

  await t.test('wrong usage, 2 and a sentence', async (t) => {
    for (const [args, words] of [
      [[], /Give a subcommand/],
      [['forget'], /Give a subcommand/],
      [['create'], /--name/],
      [['create', '--name', 'a b', '--scopes', 'pii'], /--name/],
      [['create', '--name', 'taken', '--scopes', 'pii'], /ADMIN_API_KEYS is called taken/],
      [['create', '--name', 'x', '--scopes', 'everything'], /--scopes/],
      [['create', '--name', 'x', '--scopes', 'pii', '--expires', 'soon'], /--expires/],
      [['revoke'], /prefix/],
      [['list', '--all'], /--all/],
    ] as const) {
      const { code, err } = await apiKeys(...args)
      t.equal(code, 2, args.join(' '))
      t.match(err, words)
    }
  })

  await t.test('the program: --help is printed with exit code 0', async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, '--help'])
    t.match(stdout, /create --name N --scopes S/)
  })
})

function prefixOf(secret: string): string {
  return secret.slice(4, 12)
}
