import { runMigrations } from 'graphile-worker'
import type { Competitor } from './competitor.ts'
import { forkWorker } from './fork-worker.ts'

/** graphile-worker, one job per message, tuned: a local queue, completions in batches. */
export const graphileWorker: Competitor = {
  name: 'graphile-worker',
  prepare: ({ url }) => runMigrations({ connectionString: url }),
  start: (context) => forkWorker('graphile-worker-worker.ts', context),
  enqueue: async ({ pool }, _worker, { count, from }) => {
    await pool.query(
      `select count(*) from graphile_worker.add_jobs(array(
        select row('send', json_build_object('id', gen_random_uuid(), 'to', '+91' || 9000000000 + n), null, null, null, null, null, null)
          ::graphile_worker.job_spec
        from generate_series($2::int, $2::int + $1::int - 1) n))`,
      [count, from],
    )
  },
  unfinished: async ({ pool }) => {
    const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from graphile_worker.jobs')
    return rows[0]?.n ?? 0
  },
}
