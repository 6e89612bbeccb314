import { PgBoss } from 'pg-boss'
import type { Competitor } from './competitor.ts'
import { forkWorker } from './fork-worker.ts'
import { phoneNumber } from './message.ts'
import { BOSS_OPTIONS, QUEUE, QUEUE_OPTIONS } from './pg-boss-options.ts'

/** pg-boss, tuned: batches by several workers, fetched again at once while full, woken by NOTIFY, a result per job. */
export const pgBoss: Competitor = {
  name: 'pg-boss',
  prepare: ({ url }) =>
    withBoss(url, async (boss) => {
      await boss.createQueue(QUEUE, QUEUE_OPTIONS)
    }),
  start: (context) => forkWorker('pg-boss-worker.ts', context),
  enqueue: ({ url }, _worker, { count, from }) =>
    withBoss(url, async (boss) => {
      const jobs = Array.from({ length: count }, (_, n) => ({
        data: { id: String(n), to: phoneNumber(from + n) },
      }))
      await boss.insert(QUEUE, jobs)
    }),
  unfinished: async ({ pool }) => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from pgboss.job where name = $1 and state <> 'completed'`,
      [QUEUE],
    )
    return rows[0]?.n ?? 0
  },
}

async function withBoss(url: string, act: (boss: PgBoss) => Promise<void>): Promise<void> {
  const boss = new PgBoss({ ...BOSS_OPTIONS, connectionString: url, useListenNotify: false, max: 2 })
  await boss.start()
  await act(boss)
  await boss.stop({ graceful: false })
}
