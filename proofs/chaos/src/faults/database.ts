import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { query } from '../postgres.ts'
import type { World } from '../world.ts'
import type { Fault } from './fault.ts'

/** The database stopped, restarted, frozen, full, or behind a half-open network. */
export const DATABASE: readonly Fault[] = [
  {
    name: 'stop Postgres (immediate) and start it',
    lane: 'apis',
    async run({ postgres }, random) {
      await postgres.crash()
      await sleep(random.between(100, 1_500))
      await postgres.start()
      return true
    },
  },
  {
    name: 'kill all back ends of Postgres',
    lane: 'apis',
    async run({ database_url }) {
      await query(
        database_url,
        `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      )
      return true
    },
  },
  {
    name: 'freeze Postgres',
    lane: 'apis',
    async run({ postgres }, random) {
      const thaw = await postgres.freeze()
      await sleep(random.between(500, 4_000))
      thaw()
      return true
    },
  },
  {
    name: 'exhaust the connections of Postgres',
    lane: 'apis',
    async run(world, random) {
      const taken = await takeConnections(world)
      // Open connections stay open; these services reconnect and are refused.
      random.pick(world.notifiers).proxy.breakAll()
      random.pick(world.apis).proxy.breakAll()
      await sleep(random.between(500, 2_000))
      await Promise.all(taken.map((client) => client.end().catch(() => undefined)))
      return taken.length > 0
    },
  },
  halfOpen('a half-open network, packets come late', 'deliver'),
  halfOpen('a half-open network, connections reset', 'reset'),
  // The services break a silent connection after 35 seconds.
  { ...halfOpen('a half-open network, neither side notified', 'never'), recovers_slowly: true },
]

function halfOpen(name: string, how: 'deliver' | 'reset' | 'never'): Fault {
  return {
    name,
    lane: 'apis',
    async run({ notifiers, apis }, random) {
      const { proxy } = random.pick(random.chance(0.75) ? notifiers : apis)
      proxy.holdPackets()
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
