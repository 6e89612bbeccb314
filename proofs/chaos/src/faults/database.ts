import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { query } from '../postgres.ts'
import type { World } from '../world.ts'
import type { Fault } from './fault.ts'

/** The database gone, back, full, or behind a network that swallows. */
export const DATABASE: readonly Fault[] = [
  {
    name: 'stop Postgres (immediate) and start it',
    lane: 'processes',
    async run({ postgres }, random) {
      await postgres.crash()
      await sleep(random.between(100, 1_500))
      await postgres.start()
      return true
    },
  },
  {
    name: 'kill all back ends of Postgres',
    lane: 'processes',
    async run({ database_url }) {
      await query(
        database_url,
        `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      )
      return true
    },
  },
  {
    name: 'exhaust the connections of Postgres',
    lane: 'processes',
    async run(world, random) {
      const taken = await takeConnections(world)
      // Whoever is connected stays so; whoever comes back finds no place.
      random.pick(world.notifiers).proxy.breakAll()
      random.pick(world.apis).proxy.breakAll()
      await sleep(random.between(500, 2_000))
      await Promise.all(taken.map((client) => client.end().catch(() => undefined)))
      return taken.length > 0
    },
  },
  halfOpen('a half-open network, packets come late', 'deliver'),
  halfOpen('a half-open network, connections reset', 'reset'),
  halfOpen('a half-open network, nobody is told', 'never'),
]

function halfOpen(name: string, how: 'deliver' | 'reset' | 'never'): Fault {
  return {
    name,
    lane: 'processes',
    async run({ notifiers, apis }, random) {
      const { proxy } = random.pick(random.chance(0.75) ? notifiers : apis)
      proxy.swallow()
      await sleep(random.between(500, 3_500))
      proxy.heal(how)
      return true
    },
  }
}

async function takeConnections({ database_url }: World): Promise<Client[]> {
  const taken: Client[] = []
  for (;;) {
    const client = new Client({ connectionString: database_url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      taken.push(client)
    } catch {
      return taken
    }
  }
}
