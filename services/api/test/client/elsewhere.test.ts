import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startBrowser } from '@dutybell/testing/chromium'
import { type Test, test } from 'tap'
import { ADMIN_SECRET, AHMED, startApi } from '../start-api.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const run = promisify(execFile)

const PROGRAM = `
import { createClient, pages, ProblemError, UnexpectedAnswerError } from '@dutybell/client'
import type { Registration } from '@dutybell/client/schema'

declare const address: { base_url: string; api_key: string; elsewhere: string }
export const found: Record<string, unknown> = {}

const api = createClient(address)
const names: string[] = []
for await (const { items } of pages(api, '/v1/registrations', { limit: 2, sort: 'created_at' }))
  names.push(items.map(({ full_name }) => full_name).join('+'))
found['names'] = names

const public_api = createClient({ base_url: address.base_url + '/' })
const body = { full_name: 'Zaynab Khan', phone_number: '+91 98765 43299' }
const { data, error } = await public_api.POST('/v1/registrations', { body })
if (error) throw new Error(error.detail)
const registration: Registration = data
found['registered'] = registration.full_name
const again = await public_api.POST('/v1/registrations', { body })
if (again.error?.status === 409) {
  const code: 'registration_exists' | 'idempotency_key_in_use' = again.error.code
  found['again'] = code
}
const params = { header: { 'idempotency-key': 'mine' } }
await public_api.POST('/v1/registrations', { params, body: { ...body, full_name: 'Umar Khan' } })
const replay = await public_api.POST('/v1/registrations', { params, body: { ...body, full_name: 'Umar Khan' } })
found['replayed'] = replay.response.headers.get('idempotency-replayed')

try {
  for await (const _ of pages(public_api, '/v1/registrations')) break
} catch (error) {
  if (error instanceof ProblemError) found['refused'] = [error.code, error.problem.status]
}
const proxied = createClient({ base_url: address.elsewhere })
await proxied.POST('/v1/registrations', { body }).catch((error: unknown) => {
  if (error instanceof UnexpectedAnswerError) found['unexpected'] = [error.status, error.body]
})
// @ts-expect-error -- it is no list
void ((): unknown => pages(api, '/v1/registrations/{id}'))
// @ts-expect-error -- no such filter
void ((): unknown => pages(api, '/v1/registrations', { colour: 'red' }))
`

const EXPECTED = {
  names: ['Ahmed Ali+Bilal Ali', 'Chand Ali'],
  registered: 'Zaynab Khan',
  again: 'registration_exists',
  replayed: 'true',
  refused: ['unauthorized', 401],
  unexpected: [502, '<h1>Bad gateway</h1>'],
}

void test('client: packed and installed elsewhere, it works in Node and a browser; the form of docs/integrating.md registers', async (t) => {
  const project = await makeProject(t)
  const site = await startSite(t, project)
  const start = async () => {
    const api = await startApi(t, { CORS_ORIGINS: ['http://localhost:*'] })
    for (const full_name of ['Ahmed Ali', 'Bilal Ali', 'Chand Ali']) await api.register({ full_name })
    return { ...api, base_url: await api.app.listen({ host: '127.0.0.1', port: 0 }) }
  }

  await t.test('Node', async (t) => {
    const { base_url } = await start()
    const address = { base_url, api_key: ADMIN_SECRET, elsewhere: `${site}/gateway` }
    await writeFile(
      join(project, 'main.js'),
      `globalThis.address = ${JSON.stringify(address)}
       const { found } = await import('./program.js')
       console.log(JSON.stringify(found))`,
    )
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: project })
    t.same(JSON.parse(stdout), EXPECTED)
  })

  const browser = await startBrowser(t)
  const page = await browser.newPage()

  await t.test('a browser', async (t) => {
    const { base_url } = await start()
    const address = { base_url, elsewhere: `${site}/gateway` }
    await page.goto(`${site}/client.html`)
    const found = await page.evaluate(async (address) => {
      Object.assign(globalThis, { address })
      const program = '/browser.js'
      return (await import(program)).found
    }, address)
    t.same(found, { registered: 'Zaynab Khan', again: 'registration_exists' })
  })

  await t.test('the form', async (t) => {
    const api = await start()
    await page.goto(`${site}/form.html?${api.base_url}`)
    const output = page.locator('output')
    const press = async () => {
      const answered = page.waitForResponse(`${api.base_url}/v1/registrations`)
      await page.getByRole('button').click()
      return (await answered).status()
    }
    await page.getByLabel('Name').fill('Maryam Ali')
    await page.getByLabel('WhatsApp number').fill('12')
    t.equal(await press(), 400)
    await output.filter({ hasText: /number/ }).waitFor()
    await page.getByLabel('WhatsApp number').fill('98765 43210')
    t.equal(await press(), 201)
    await output.filter({ hasText: 'Thank you' }).waitFor()
    t.equal(await press(), 201, 'a repeated press gets the same answer')
    const { rows } = await api.pool.query(`select from registrations where full_name = 'Maryam Ali'`)
    t.equal(rows.length, 1)
    await page.getByLabel('Name').fill(AHMED.full_name)
    t.equal(await press(), 409)
    await output.filter({ hasText: /registered/ }).waitFor()
    await api.app.close()
    await page.getByRole('button').click()
    await output.filter({ hasText: 'No answer' }).waitFor()
  })
})

/** An empty project with the packed client, its program checked and compiled by TypeScript. */
async function makeProject(t: Test): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'dutybell-elsewhere-'))
  t.teardown(() => rm(project, { recursive: true, force: true }))
  const pnpm = (cwd: string, ...args: string[]) => run('npx', ['--yes', 'pnpm@12', ...args], { cwd })
  await pnpm(join(ROOT, 'packages/client'), 'pack', '--pack-destination', project)
  const [tarball = ''] = await readdir(project)
  const { stdout } = await run('tar', ['-tzf', tarball], { cwd: project })
  t.notMatch(stdout, /(?<!\.d)\.ts$/m, 'no TypeScript is shipped')
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022', 'dom', 'dom.asynciterable'],
    strict: true,
    types: [],
  }
  const manifest = { type: 'module', dependencies: { '@dutybell/client': `file:./${tarball}` } }
  const browser = `
    import { createClient } from '@dutybell/client/create-client'
    export const found = {}
    const api = createClient(address)
    const body = { full_name: 'Zaynab Khan', phone_number: '+91 98765 43299' }
    found.registered = (await api.POST('/v1/registrations', { body })).data.full_name
    found.again = (await api.POST('/v1/registrations', { body })).error.code`
  await Promise.all([
    writeFile(join(project, 'package.json'), JSON.stringify(manifest)),
    writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] })),
    writeFile(join(project, 'program.ts'), PROGRAM),
    writeFile(join(project, 'browser.js'), browser),
  ])
  await pnpm(project, 'install', '--prefer-offline', '--ignore-workspace')
  const shipped = join(project, 'node_modules/@dutybell/client/dist')
  for (const name of await readdir(shipped))
    t.notMatch(
      await readFile(join(shipped, name), 'utf8'),
      /from ['"](?:node:|\.[^'"]*\.ts)|process\.|Buffer/,
      name,
    )
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project]).catch((error) =>
    t.fail(`The program does not compile: ${error.stdout}`),
  )
  return project
}

/** Another origin: the form, the client and a broken proxy. */
async function startSite(t: Test, project: string): Promise<string> {
  const document = await readFile(join(ROOT, 'docs/integrating.md'), 'utf8')
  const form = /```html\n(.*?)```/s.exec(document)?.[1] ?? ''
  t.equal(form.trimEnd().split('\n').length, 20)
  const imports = {
    '@dutybell/client/': '/node_modules/@dutybell/client/dist/',
    '@dutybell/client/create-client': '/node_modules/@dutybell/client/dist/create-client.js',
    'openapi-fetch': '/openapi-fetch.js',
  }
  const files: Record<string, () => Promise<string> | string> = {
    '/client.html': () => `<script type="importmap">${JSON.stringify({ imports })}</script>`,
    '/browser.js': () => readFile(join(project, 'browser.js'), 'utf8'),
    '/node_modules/@dutybell/client/dist/create-client.js': () =>
      readFile(join(project, 'node_modules/@dutybell/client/dist/create-client.js'), 'utf8'),
    '/openapi-fetch.js': () =>
      readFile(join(ROOT, 'packages/client/node_modules/openapi-fetch/dist/index.mjs'), 'utf8'),
  }
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html'
    if (pathname === '/form.html')
      return void response
        .writeHead(200, { 'content-type': type })
        .end(form.replace('http://localhost:3000', search.slice(1)))
    const file = files[pathname]
    if (file === undefined) return void response.writeHead(502).end('<h1>Bad gateway</h1>')
    void Promise.resolve(file()).then((text) => response.writeHead(200, { 'content-type': type }).end(text))
  }).listen(0, 'localhost')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://localhost:${typeof address === 'object' ? address?.port : ''}`
}
