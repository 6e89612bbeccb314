import { nastyValue } from './nasty-values.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** What Meta might send, and what it never would: whoever has the secret may send anything. */
export function webhookBody(random: Random, world: World): Buffer {
  if (random.chance(0.2)) return random.bytes(random.pick([0, 1, 100, 5_000]))
  if (random.chance(0.2)) return Buffer.from(JSON.stringify(nastyValue(random)))
  const status = {
    id: `wamid.${random.text(20, 'ABCDEFabcdef0123456789')}`,
    status: random.pick(['sent', 'delivered', 'read', 'failed']),
    timestamp: String(random.int(1_700_000_000, 1_900_000_000)),
    recipient_id: '919876543210',
    biz_opaque_callback_data: `${world.id(random, 'deliveries')}:1`,
  }
  const statuses = random.chance(0.8) ? [status] : nastyValue(random)
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', statuses } }]
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }))
}
