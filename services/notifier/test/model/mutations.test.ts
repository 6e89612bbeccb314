import { AssertionError } from 'node:assert'
import fc from 'fast-check'
import { sql } from 'kysely'
import { test } from 'tap'
import { type Bench, openBench } from '../fixture.ts'
import { livesOn } from './life.ts'
import { type Mutation, MUTATIONS } from './mutations.ts'

const { MODEL_MUTATIONS, MODEL_SEED = '1' } = process.env // the same lives each time
const RUNS = 150 // as many as the test command makes of the SQL as it is
const SLOWEST_MS = 300_000

for (const mutation of MUTATIONS) {
  const options = {
    timeout: SLOWEST_MS,
    skip: MODEL_MUTATIONS === undefined && 'set MODEL_MUTATIONS to break the SQL on purpose',
  }
  test(`the model: ${mutation.name}, a promise breaks`, options, async (t) => {
    const bench = await openBench(t)
    await mutate(bench, mutation)
    const { failed, errorInstance, numRuns } = await fc.check(livesOn(bench), {
      numRuns: RUNS,
      unbiased: true,
      endOnFailure: true,
      seed: Number(MODEL_SEED),
    })
    t.ok(failed, `${RUNS} lives and nothing noticed`)
    t.ok(errorInstance instanceof AssertionError, String(errorInstance))
    if (errorInstance instanceof Error) t.comment(`life ${numRuns}: ${errorInstance.message.slice(0, 120)}`)
  })
}

async function mutate({ db }: Bench, { changes }: Mutation): Promise<void> {
  for (const change of changes) {
    if ('statement' in change) {
      await sql.raw(change.statement).execute(db)
      continue
    }
    const { rows } = await sql<{ definition: string }>`
      select pg_get_functiondef(oid) as definition from pg_proc where proname = ${change.function}`.execute(
      db,
    )
    const [definition = ''] = rows.map((row) => row.definition)
    if (!definition.includes(change.from)) throw new Error(`${change.function} has no "${change.from}".`)
    await sql.raw(definition.replaceAll(change.from, change.to)).execute(db)
  }
}
