import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const UNITS = join(ROOT, 'deploy', 'systemd')
const SERVICES = ['api', 'notifier']
const COMMANDS = [
  'start',
  'migrate',
  'send-reminders',
  'resume',
  'preflight',
  'templates',
  'api-keys',
  'import-csv',
  'check-payloads',
]
const is_installed = spawnSync('systemd-analyze', ['--version']).error === undefined

test(
  'systemd: the units, no fault, and little exposure',
  { skip: is_installed ? false : 'systemd is not installed' },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'dutybell-units-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    for (const name of await readdir(UNITS)) {
      const unit = await readFile(join(UNITS, name), 'utf8')
      await writeFile(join(folder, name), unit.replaceAll('/usr/bin/node', process.execPath))
    }
    for (const name of await readdir(folder)) {
      const { status, stdout, stderr } = spawnSync(
        'systemd-analyze',
        ['verify', '--man=no', join(folder, name)],
        { encoding: 'utf8' },
      )
      t.equal(status, 0, name, { stdout, stderr })
    }
    for (const service of SERVICES) {
      const unit = join(folder, `dutybell-${service}.service`)
      const { status, stdout } = spawnSync(
        'systemd-analyze',
        ['security', '--offline=yes', '--threshold=20', unit],
        { encoding: 'utf8' },
      )
      t.equal(status, 0, `${service}: an exposure of at most 2.0`, { stdout })
    }
  },
)

test('systemd units: an older Node is refused before the start, this one is not', async (t) => {
  for (const service of SERVICES) {
    const unit = await readFile(join(UNITS, `dutybell-${service}.service`), 'utf8')
    const check = /^ExecStartPre=\/usr\/bin\/node --eval '(.*)'$/m.exec(unit)?.[1] ?? ''
    t.match(run(check), { status: 0, stderr: '' })
    const older = `Object.defineProperty(process.versions, 'node', { value: '20.9.0' });${check}`
    t.match(run(older), {
      status: 1,
      stderr: /^Dutybell needs Node 26 or later, and this is Node 20\.9\.0: [^\n]+\n$/,
    })
  }
})

test('entry points: the check of Node is their only static import', async (t) => {
  for (const service of SERVICES) {
    const main = await readFile(join(ROOT, 'services', service, 'src', 'main.ts'), 'utf8')
    const imports = [...main.matchAll(/^import .* from '(.*)'/gm)].map(([, from]) => from)
    t.same(imports, ['@dutybell/shared/lifecycle/require-node'], service)
  }
  const check = await readFile(join(ROOT, 'packages/shared/src/lifecycle/require-node.ts'), 'utf8')
  t.notMatch(check, /^import /m)
  const url = new URL('../../shared/src/lifecycle/require-node.ts', import.meta.url).href
  const refused = run(`import(${JSON.stringify(url)}).then(({ requireNode }) => requireNode('25.1.0'))`)
  t.match(refused, {
    status: 1,
    stderr: 'Dutybell needs Node 26 or later, and this is Node 25.1.0: install it.\n',
  })
})

test('package.json: an operator calls a command with an older Node, one sentence and exit code 1', async (t) => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const check = './packages/commands/src/require-node.ts'
  for (const name of COMMANDS) t.ok(String(scripts[name]).startsWith(`node --import ${check} `), name)
  const older = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '22.18.0' })`
  const args = ['--import', older, '--import', check, 'packages/commands/src/migrate.ts', '--help']
  t.match(spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }), {
    status: 1,
    stdout: '',
    stderr: 'Dutybell needs Node 26 or later, and this is Node 22.18.0: install it.\n',
  })
})

function run(script: string): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' })
}
