import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { layoutOf } from '@dutybell/local-postgres/layout'
import { clusterProcess, findPrograms } from '@dutybell/local-postgres/programs'
import { startLocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import { migrate } from '@dutybell/shared/db/migrate'
import { type Test, test } from 'tap'
import { type Answer, type Api, startApi, until } from '../start-api.ts'

const run = promisify(execFile)
const MOUNTED = '160m' // a new cluster takes a third of it

void test('readiness: a full disk, then a hot standby, 503 with what to do', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'dutybell-disk-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))
  await chmod(dataDir, 0o755)
  const is_limited = await mountSmallDisk(t, dataDir)
  const local = await startLocalPostgres({ dataDir })
  t.teardown(() => local.stop())
  await migrate(local.url)
  const api = await startApi(t, { url: local.url })
  t.equal((await readiness(api)).status, 200)

  await t.test(
    'readiness: the disk is full',
    { skip: !is_limited && 'a small disk needs the right to mount' },
    async (t) => {
      await api.pool.query('select pg_switch_wal()')
      const before = await registerTen(api, 0) // opens the next file of the log, which Postgres cannot do on a full disk
      const filling = join(dataDir, 'filling')
      await mkdir(filling)
      await run('dd', ['if=/dev/zero', `of=${filling}/file`, 'bs=64k']).catch(() => undefined) // until it is full
      t.match(await readiness(api), {
        status: 503,
        json: { code: 'not_ready', detail: /disk of the database is full/ },
      })
      t.equal((await api.call({ url: '/livez' })).status, 200)
      const during = await registerTen(api, 100)
      const refused = during.filter(({ status }) => status !== 201)
      for (const answer of refused)
        t.match(answer, { status: 503, json: { code: 'database_unavailable', detail: /disk .* is full/ } })
      await rm(filling, { recursive: true })
      t.equal((await readiness(api)).status, 200)
      const after = await registerTen(api, 200)
      t.ok(
        after.every(({ status }) => status === 201),
        after.map(({ text }) => text).join(),
      )
      const acknowledged = [...before, ...during, ...after].filter(({ status }) => status === 201).length
      const { rows } = await api.pool.query('select count(*)::int as n from registrations')
      t.same(rows, [{ n: acknowledged }], 'what was acknowledged is there, what was refused is not')
    },
  )

  await t.test('a hot standby', async (t) => {
    const { port } = new URL(local.url)
    await local.stop()
    await startStandby(t, dataDir, port)
    await until(async () => /not_ready/.test((await readiness(api)).text))
    t.match(await readiness(api), {
      status: 503,
      json: { code: 'not_ready', detail: /hot standby.*primary/ },
    })
    t.match(await api.register({ full_name: 'Fatima Ali' }), {
      status: 503,
      json: { code: 'database_unavailable', detail: /takes no writes/ },
    })
  })
})

function registerTen(api: Api, from: number): Promise<Answer[]> {
  const numbers = Array.from({ length: 10 }, (_, n) => `98765 ${43_000 + from + n}`)
  return Promise.all(
    numbers.map((phone_number) =>
      api.admin.post('/v1/registrations', { full_name: 'Ahmed Ali', phone_number }),
    ),
  )
}

function readiness(api: Api) {
  return api.call({ url: '/readyz' })
}

async function mountSmallDisk(t: Test, folder: string): Promise<boolean> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${MOUNTED},mode=755`, 'tmpfs', folder])
  } catch {
    return false
  }
  t.teardown(() => run('umount', ['--lazy', folder]))
  return true
}

/** The cluster as a standby of a primary that is away: it has applied its own log, and answers reads. */
async function startStandby(t: Test, dataDir: string, port: string): Promise<void> {
  const { cluster } = layoutOf(dataDir)
  const programs = await findPrograms()
  const { pgdata, options } = clusterProcess(cluster, programs)
  await writeFile(join(cluster, 'standby.signal'), '')
  const settings = [`port=${port}`, 'unix_socket_directories=', 'restore_command=false']
  const child = spawn(programs.postgres, ['-D', pgdata, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: 'ignore',
  })
  t.teardown(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGQUIT')
    await ended
  })
}
