import { setTimeout as sleep } from 'node:timers/promises'
import { query } from './postgres.ts'
import type { World } from './world.ts'

const LOOK_MS = 500
const LOOKS_PER_LINE = 20

/** Waits until no work is left, or for the given time. @returns the work that is left */
export async function untilQuiet(
  world: World,
  longest_ms: number,
  log: (line: string) => void = () => undefined,
): Promise<readonly string[]> {
  const until = performance.now() + longest_ms
  for (let looks = 1; ; looks += 1) {
    const left = await whatIsUnderWay(world)
    if (looks % LOOKS_PER_LINE === 0) log(`still: ${left.join('; ')}`)
    if (left.length === 0 || performance.now() > until) return left
    await sleep(LOOK_MS)
  }
}

async function whatIsUnderWay(world: World): Promise<readonly string[]> {
  const rows = await query<{ what: string; n: number }>(world.database_url, UNDER_WAY).catch(() => undefined)
  if (!rows) return ['the database does not answer']
  const { pending } = world.callbacks
  const unready = await Promise.all([...world.apis, ...world.notifiers].map(readiness))
  return [
    ...rows
      .filter(({ what }) => world.options.awaits_jobs || !what.startsWith('jobs'))
      .map(({ what, n }) => `${n} ${what}`),
    ...(world.options.callbacks_on && pending > 0 ? [`${pending} callbacks`] : []),
    ...unready.flat(),
  ]
}

async function readiness(service: { name: string; url: string }): Promise<readonly string[]> {
  try {
    const answer = await fetch(`${service.url}/readyz`, { signal: AbortSignal.timeout(2_000) })
    const text = await answer.text()
    return answer.status === 200 ? [] : [`${service.name} is not ready: ${text.slice(0, 200)}`]
  } catch (error) {
    const { name, cause } = error instanceof Error ? error : new Error('unknown')
    return [`${service.name} does not answer (${cause instanceof Error ? cause.message : name})`]
  }
}

const UNDER_WAY = `
  select 'deliveries ' || state as what, count(*)::int as n from deliveries
  where state in ('pending', 'sending') or state = 'in_doubt' and next_attempt_at is not null group by state
  union all
  select 'webhooks to apply', count(*)::int from webhook_inbox where applied_at is null having count(*) > 0
  union all
  select 'jobs of ' || task_identifier || case when locked_at is null then '' else ', locked' end
    || case when attempts >= max_attempts then ', given up' else '' end, count(*)::int
  from graphile_worker.jobs
  where run_at < now() + interval '1 minute' group by 1
  union all
  select 'pauses of ' || channel, 1 from channels where paused_at is not null or is_trial`
