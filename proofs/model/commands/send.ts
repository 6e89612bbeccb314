import fc from 'fast-check'
import { sendClaimed } from '@dutybell/notifier/deliveries/send-claimed'
import type { Provider } from '@dutybell/notifier/providers/outcome'
import { pick, type Step, step } from '../step.ts'
import type { Flight, World } from '../world.ts'
import { replies, type Reply, replyTo } from './reply.ts'

/** A notifier sends what it has claimed, unless its lease is nearly over. */
export const sending: fc.Arbitrary<Step> = fc
  .record({
    flight: fc.nat(9),
    reply: replies,
  })
  .map(({ flight, reply }) =>
    step(`send(${flight}, the provider ${reply})`, {
      when: (world) => unsent(world).length > 0,
      async act(world) {
        const picked = pick(unsent(world), flight)
        if (picked) await send(world, picked, reply)
      },
    }),
  )

export function unsent(world: World): readonly Flight[] {
  return world.flights.filter(({ outcome }) => outcome === null)
}

export async function send(world: World, flight: Flight, reply: Reply): Promise<void> {
  const provider: Provider = {
    send: async (message) => replyTo(world.ledger, message, reply),
    probe: async () => ({ ok: true }),
    close: async () => undefined,
  }
  const { settings } = world
  const { signal } = new AbortController()
  flight.outcome = await sendClaimed(
    { provider, settings, signal },
    flight.claimed,
    performance.now() + flight.remaining_ms,
  )
  if (reply === 'refuses it: not today') world.withheld.add(flight.claimed.delivery_id)
}
