import { Pool } from 'pg'
import { machineNow } from '../measure/clock.ts'
import type { CommittingCompetitor } from './committer.ts'
import { forkWorker } from './fork-worker.ts'
import { graphileWorker } from './graphile-worker.ts'
import { phoneNumber } from './message.ts'

const MAX_CONNECTIONS = 10 // as many as Dutybell's API has

/** A registration and its job in one statement, as graphile-worker's documentation advises. */
export const committingGraphileWorker: CommittingCompetitor = {
  name: graphileWorker.name,
  prepare: async (database) => {
    await graphileWorker.prepare(database)
    await database.pool.query(
      'create table registrations (id uuid primary key, full_name text not null, phone_number text not null unique)',
    )
  },
  start: (context) => forkWorker('graphile-worker-worker.ts', context, 'latency'),
  openCommitter: async ({ url }) => {
    const pool = new Pool({ connectionString: url, max: MAX_CONNECTIONS })
    return {
      commit: async (n) => {
        await pool.query(
          `with registration as (
            insert into registrations (id, full_name, phone_number) values (gen_random_uuid(), 'Ahmed Ali', $1)
            returning *
          )
          select graphile_worker.add_job('send', json_build_object('id', id, 'to', phone_number)) from registration`,
          [phoneNumber(n)],
        )
        return machineNow()
      },
      close: () => pool.end(),
    }
  },
}
