import { call } from '../client.ts'
import { count } from '../postgres.ts'
import { untilQuiet } from '../quiet.ts'
import { SeededRandom } from '@dutybell/shared/seeded-random'
import { startWorld } from '../world.ts'
import type { Competitor } from './competitor.ts'

const START_MS = 30_000

export async function startDutybell(seed: number, workers: number): Promise<Competitor> {
  const random = new SeededRandom(seed)
  const options = {
    random,
    callbacks_on: true,
    notifiers: workers,
    apis: 1,
    window_seconds: 5,
    awaits_jobs: false,
  }
  const world = await startWorld(options)
  await untilQuiet(world, START_MS)
  return {
    ...world,
    name: 'Dutybell',
    workers: world.notifiers,
    async publish(number) {
      const body = { full_name: `Volunteer ${number.slice(-4)}`, phone_number: number }
      await call(world.apis, random, { method: 'POST', path: '/v1/registrations', body })
    },
    marked: () =>
      count(world.database_url, 'select count(*)::int as n from deliveries where possible_duplicate'),
    left: () =>
      count(
        world.database_url,
        `select count(*)::int as n from deliveries where state in ('pending', 'sending', 'in_doubt')`,
      ),
  }
}
