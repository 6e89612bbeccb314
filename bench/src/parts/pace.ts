import { migrate } from '@dutybell/shared/db/migrate'
import { Pool } from 'pg'
import { figure, table } from '../measure/table.ts'
import { PROVIDERS, simulatePace } from '../pace/simulate-pace.ts'
import type { Part } from '../part.ts'

const PER_SECOND = 80
const SECONDS = 60

const HEAD = [`${PER_SECOND} a second allowed, ${SECONDS} seconds`, 'accepted per second', 'refused of 100']

/** The pace that a rate-limited channel finds, in simulated time, from its first message on. */
export const pacePart: Part = async ({ postgres }) => {
  const database = await postgres.create()
  const pool = new Pool({ connectionString: database.url })
  try {
    await migrate(database.url)
    const rows: string[][] = []
    for (const provider of PROVIDERS) {
      const pace = await simulatePace(pool, provider, { seconds: SECONDS, per_second: PER_SECOND })
      rows.push([provider.name, figure(pace.accepted_per_second, 1), figure(pace.refused_share * 100, 1)])
    }
    return table(HEAD, rows)
  } finally {
    await pool.end()
    await database.drop()
  }
}
