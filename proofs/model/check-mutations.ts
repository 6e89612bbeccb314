/** Applies deliberate defects to the SQL, one at a time: the model must find each. */
import { AssertionError } from 'node:assert'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Bench, openBench } from '../../services/notifier/test/fixture.ts'
import { readOptions } from '../src/read-options.ts'
import { runProof, type Scope } from '../src/report.ts'
import { useTestCluster } from '../src/test-cluster.ts'
import { livesOn } from './life.ts'
import type { Mutation } from './mutation.ts'
import { ATTEMPT_MUTATIONS } from './attempt-mutations.ts'
import { DUTY_MUTATIONS } from './duty-mutations.ts'
import { MUTATIONS as DELIVERY_MUTATIONS } from './mutations.ts'

const MUTATIONS = [...DELIVERY_MUTATIONS, ...ATTEMPT_MUTATIONS, ...DUTY_MUTATIONS]

const USAGE = `node proofs/model/check-mutations.ts [--short] [--only TEXT] [--record]

Breaks the SQL functions in ${MUTATIONS.length} places, one at a time, and checks that the model finds each within 150 lives.
The same lives must pass on the SQL as it is.

  --short      search only from the seed recorded for each mutation; without it, also from seed 1
  --only TEXT  only the mutations whose name contains TEXT
  --record     print the seed that finds each mutation soonest, to be recorded in mutations.ts

Exit codes: 0 all found, 1 one was not found, 2 called wrongly.`

const MAX_LIVES = 150
const LIVES_WHILE_RECORDING = 3

const values = readOptions(USAGE, {
  short: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  record: { type: 'boolean', default: false },
})
const chosen = MUTATIONS.filter(({ name }) => name.includes(values.only))

await runProof(async (report, scope) => {
  await useTestCluster(scope)
  const unchanged = await openBench(scope)
  for (const mutation of chosen) {
    const started = performance.now()
    const failure = values.record
      ? await record(mutation, scope)
      : await checkMutation(mutation, unchanged, scope).catch(String)
    const seconds = ((performance.now() - started) / 1_000).toFixed(1)
    report.check(`mutation: ${mutation.name} (${seconds} s)`, failure)
  }
})

/** @returns why the model did not find this mutation; null: it found it */
async function checkMutation(mutation: Mutation, unchanged: Bench, scope: Scope): Promise<string | null> {
  const mutated = await openBench(scope)
  await mutate(mutated, mutation)
  const seeds = values.short ? [mutation.seed] : [mutation.seed, 1]
  for (const seed of seeds) {
    const found = await search(mutated, seed, MAX_LIVES)
    if (!found.failed) return `Not found in ${MAX_LIVES} lives from seed ${seed}.`
    if (!(found.errorInstance instanceof AssertionError))
      return `Seed ${seed} ended with another error: ${String(found.errorInstance)}`
    const control = await search(unchanged, seed, found.numRuns)
    if (control.failed)
      return `Seed ${seed} fails on the unchanged SQL as well: ${String(control.errorInstance)}`
  }
  return null
}

async function record(mutation: Mutation, scope: Scope): Promise<string | null> {
  const mutated = await openBench(scope)
  await mutate(mutated, mutation)
  for (let seed = 1; seed <= MAX_LIVES; seed += 1) {
    const { failed, errorInstance, numRuns } = await search(mutated, seed, LIVES_WHILE_RECORDING)
    if (!failed || !(errorInstance instanceof AssertionError)) continue
    console.log(`seed ${seed}, life ${numRuns}: ${errorInstance.message.slice(0, 100)}`)
    return null
  }
  return 'No seed was found.'
}

function search(bench: Bench, seed: number, numRuns: number) {
  return fc.check(livesOn(bench), { seed, numRuns, unbiased: true, endOnFailure: true })
}

/** @throws {Error} where the SQL no longer has the text that the mutation replaces */
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
    const [found, ...others] = rows
    if (found === undefined || others.length > 0)
      throw new Error(`There are ${rows.length} functions ${change.function}.`)
    if (!found.definition.includes(change.from))
      throw new Error(`${change.function} has no "${change.from}".`)
    await sql.raw(found.definition.replaceAll(change.from, change.to)).execute(db)
  }
}
