import { test } from 'tap'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { type Db, openDatabase } from '../../src/db/client.ts'
import { findHeartbeats } from '../../src/heartbeats/find-heartbeats.ts'
import { Heartbeat } from '../../src/heartbeats/heartbeat.ts'
import { createLogger } from '../../src/logger.ts'

const log = createLogger({ service: 'test', level: 'silent' })
const PROCESS = { log, service: 'api', version: '1.2.3', settings: { time_zone: 'Asia/Kolkata' } } as const

test('heartbeat: it is written again and again, and deleted at the stop', async (t) => {
  const db = await open(t)
  const heartbeat = new Heartbeat({ ...PROCESS, db, interval_ms: 5 })
  t.teardown(() => heartbeat.stop())
  heartbeat.start()
  const first = await rowsWhere(db, ({ length }) => length === 1)
  t.match(first, [{ service: 'api', name: /:\d+$/, version: '1.2.3', settings: PROCESS.settings }])
  const [seen] = first.map(({ seen_at }) => seen_at)
  const later = await rowsWhere(db, ([row]) => row !== undefined && !row.seen_at.equals(seen ?? row.seen_at))
  t.equal(String(later[0]?.started_at), String(first[0]?.started_at))
  t.ok(Math.abs(later[0]?.clock_offset_ms ?? Infinity) < 5_000, 'the database is on this machine')
  await heartbeat.stop()
  t.same(await findHeartbeats(db), [])
})

test('heartbeat: a process that crashed long ago, its row is deleted by another', async (t) => {
  const db = await open(t)
  await db
    .insertInto('heartbeats')
    .values(
      ['2020-01-01T00:00:00Z', Temporal.Now.instant().subtract({ minutes: 30 }).toString()].map(
        (seen_at) => ({
          id: crypto.randomUUID(),
          service: 'notifier',
          name: 'gone:1',
          version: '1',
          settings: {},
          clock_offset_ms: 0,
          started_at: seen_at,
          seen_at,
        }),
      ),
    )
    .execute()
  const heartbeat = new Heartbeat({ ...PROCESS, db })
  heartbeat.start()
  await heartbeat.stop()
  t.equal((await findHeartbeats(db)).length, 1, 'the one of half an hour ago is still shown')
})

test('heartbeat: a process starts with another time zone than those that run, it warns at the start', async (t) => {
  const db = await open(t)
  const first = new Heartbeat({ ...PROCESS, db })
  t.teardown(() => first.stop())
  first.start()
  await rowsWhere(db, ({ length }) => length === 1)
  const lines: string[] = []
  const second = new Heartbeat({
    ...PROCESS,
    db,
    service: 'notifier',
    settings: { time_zone: 'Asia/Karachi' },
    log: createLogger({
      service: 'test',
      level: 'warn',
      destination: { write: (line) => void lines.push(line) },
    }),
  })
  second.start()
  await second.stop()
  t.match(lines, [
    /differ in time_zone: Asia\/Kolkata \(api .*\); Asia\/Karachi \(notifier .*Set TIME_ZONE to the same value/,
  ])
})

test('heartbeat: the database is away, starting and stopping succeed', async () => {
  const { db } = openDatabase({
    connectionString: 'postgres://nobody@127.0.0.1:1/none',
    applicationName: 'test',
    maxConnections: 1,
    log,
  })
  const heartbeat = new Heartbeat({ ...PROCESS, db })
  heartbeat.start()
  await heartbeat.stop()
  await db.destroy()
})

async function open(t: { teardown: (close: () => Promise<void>) => void }): Promise<Db> {
  const { url } = await createTestDatabase(t)
  const { db } = openDatabase({ connectionString: url, applicationName: 'test', maxConnections: 4, log })
  t.teardown(() => db.destroy())
  return db
}

type Rows = Awaited<ReturnType<typeof findHeartbeats>>

async function rowsWhere(db: Db, holds: (rows: Rows) => boolean): Promise<Rows> {
  for (;;) {
    const rows = await findHeartbeats(db)
    if (holds(rows)) return rows
  }
}
