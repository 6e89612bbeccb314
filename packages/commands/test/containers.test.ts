import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseEnv } from 'node:util'
import { Ajv } from 'ajv'
import { loadConfig } from '@dutybell/shared/config/load-config'
import { VARIABLES, type VariableName } from '@dutybell/shared/config/variables'
import { type Test, test } from 'tap'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** What compose itself needs, and what only the simulator reads: the configuration of the services knows neither. */
const NOT_OF_THE_SERVICES = ['API_ADDRESS', 'POSTGRES_PASSWORD', 'SIMULATOR_SMTP_PORT', 'WEBHOOK_URL']

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, unknown>>
  readonly healthcheck?: { readonly test?: readonly string[] }
}

const composeText = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8')
const compose: { services: Record<string, Service> } = parse(composeText, { merge: true })
const ours = Object.entries(compose.services).filter(([, service]) => service.image === 'dutybell')
const dockerfile = (await readFile(join(ROOT, 'Dockerfile'), 'utf8')).replaceAll(/\\\n/g, ' ').split('\n')
const ignored = (await readFile(join(ROOT, '.dockerignore'), 'utf8')).split('\n')
const envExample = await readFile(join(ROOT, '.env.example'), 'utf8')

test('docker-compose.yml: valid by the published schema', async (t) => {
  const dclint = dirname(createRequire(import.meta.url).resolve('dclint/package.json'))
  const { $schema: _, ...schema } = JSON.parse(
    await readFile(join(dclint, 'schemas/compose.schema.json'), 'utf8'),
  )
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  t.ok(ajv.validate(schema, compose), ajv.errorsText())
  t.notOk(
    ajv.validate(schema, { services: { api: { restarts: 'no' } } }),
    'the schema refuses an unknown key',
  )
})

test('docker-compose.yml: the variables it names, are known', async (t) => {
  const named = new Set([
    ...Array.from(composeText.matchAll(/\$\{(\w+)/g), ([, name]) => name ?? ''),
    ...ours.flatMap(([, service]) => Object.keys(service.environment ?? {})),
  ])
  for (const name of named) t.ok(isKnown(name), name)
})

test('docker-compose.yml: the services wait for the migrations, listen where they are published, and trust the proxy beside them', async (t) => {
  t.match(compose.services, {
    api: {
      environment: { HOST: '0.0.0.0', PORT: 3000, TRUST_PROXY_CIDRS: /:-172\.16\.0\.0\/12,/ },
      depends_on: { migrate: { condition: 'service_completed_successfully' } },
      init: true,
    },
    migrate: { build: '.', restart: 'no' },
    notifier: { depends_on: { migrate: { condition: 'service_completed_successfully' } }, init: true },
    simulator: { profiles: ['simulator'] },
    proxy: { profiles: ['proxy'], environment: { API_ADDRESS: 'api:3000' } },
  })
})

test('.env.example: every variable occurs once with its default, and the file loads', async (t) => {
  const shown = Array.from(envExample.matchAll(/^#([A-Z_]+)=/gm), ([, name]) => name ?? '')
  for (const name of shown) t.ok(isKnown(name), name)
  const [general = ''] = envExample.split('# With docker compose --profile simulator')
  const values = parseEnv(general.replaceAll(/^#(?=[A-Z_]+=)/gm, ''))
  for (const [name, variable] of Object.entries(VARIABLES)) {
    t.equal(general.split(`\n#${name}=`).length, 2, `${name} is there once`)
    if ('default' in variable && variable.default !== '') t.equal(values[name], variable.default, name)
  }
  t.ok(loadConfig(values, Object.keys(VARIABLES).filter(isVariable)))
  t.strictSame(Object.keys(parseEnv(envExample)), [], 'nothing is set before somebody sets it')
})

test(
  'the image: built as the Dockerfile says, holds programs that start',
  { timeout: 300_000 },
  async (t) => {
    const image = await buildImage(t)
    for (const name of ['.env', 'packages/commands/test', 'packages/testing/node_modules']) {
      t.notOk(existsSync(join(image, name)), `${name} stays out`)
    }
    t.notOk(existsSync(join(image, 'node_modules/.pnpm/node_modules/tap')), 'development stays out')
    const cache = { NODE_COMPILE_CACHE: join(image, 'compile-cache') } // of the image's paths, which are others in each run
    const unfit = {
      ...cache,
      DATABASE_URL: 'unfit',
      PORT: 'unfit',
      NOTIFIER_PORT: 'unfit',
      SIMULATOR_PORT: 'unfit',
    }
    for (const [name, service] of ours) {
      const [program, ...args] = service.command ?? []
      t.equal(program, 'node', name)
      const run = await runIn(image, process.execPath, args, unfit)
      t.equal(run.code, 1, `${name} refuses a bad configuration`)
      t.match(run.output, /(DATABASE_URL|PORT) must be/, `${name} says what is wrong with it`)
    }
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      await readFile(join(image, 'package.json'), 'utf8'),
    )
    const commands = Object.keys(scripts).filter(
      (name) => name !== 'start' && /(?:commands|notifier)\/src\//.test(scripts[name] ?? ''),
    )
    t.ok(commands.length >= 6)
    await Promise.all(
      commands.map(async (name) => {
        const run = await runIn(image, process.execPath, ['--run', name, '--', '--help'], cache)
        t.match(run, { code: 0, output: 'Usage: ' }, `${name} can be run in the image`)
      }),
    )
    t.ok(dockerfile.includes('USER node'), 'nothing runs as root')
  },
)

test('the health checks of compose and of the image call an existing program', async (t) => {
  const checks = ours.flatMap(([, service]) => service.healthcheck?.test ?? [])
  const programs = [...checks, ...dockerfile].flatMap(
    (line) => line.match(/packages\/commands\/src\/[\w-]+\.ts/) ?? [],
  )
  t.equal(programs.length, 4)
  for (const program of programs) t.ok(existsSync(join(ROOT, program)), program)
})

/** What the Dockerfile copies and installs, in a folder of its own. */
async function buildImage(t: Test): Promise<string> {
  const image = await mkdtemp(join(tmpdir(), 'dutybell-image-'))
  t.teardown(() => rm(image, { recursive: true, force: true }))
  for (const line of dockerfile.filter((each) => /^COPY (?!--from)/.test(each))) {
    const [target = '', ...sources] = line.split(/\s+/).slice(1).toReversed()
    for (const source of sources) {
      t.ok(ignored.includes(`!${source.split('/')[0]}`), `${source} is not ignored`)
      await cp(join(ROOT, source), join(image, target === './' ? source : target), {
        recursive: true,
        filter: (path) => !isIgnored(relative(ROOT, path)),
      })
    }
  }
  const install = dockerfile.find((line) => line.startsWith('RUN '))?.slice('RUN '.length) ?? ''
  const run = await runIn(image, 'sh', ['-c', `${install} --prefer-offline`], { CI: 'true' })
  t.equal(run.code, 0, 'the installation succeeds', { output: run.output })
  return image
}

async function runIn(cwd: string, program: string, args: readonly string[], extra: NodeJS.ProcessEnv) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const output = (await Promise.all([text(child.stdout), text(child.stderr)])).join('')
  const [code] = await closed
  return { code, output }
}

function isIgnored(path: string): boolean {
  return ignored.some((line) => line.startsWith('**/') && matchesGlob(path, line))
}

function isVariable(name: string): name is VariableName {
  return Object.hasOwn(VARIABLES, name)
}

function isKnown(name: string): boolean {
  return isVariable(name) || NOT_OF_THE_SERVICES.includes(name)
}
