import { Gauge, type Registry } from 'prom-client'
import type { Db } from '@dutybell/shared/db/client'

/** `dutybell_alerts_open{key}`, read from the database at each scrape, so every notifier says the same. */
export function measureOpenAlerts(registry: Registry, db: Db): void {
  const _open = new Gauge({
    name: 'dutybell_alerts_open',
    help: 'Alerts a person must see to, by key: 1 while open.',
    labelNames: ['key'],
    registers: [registry],
    async collect() {
      this.reset()
      // While the database is away nobody knows; the other numbers are shown all the same.
      const open = await findOpenAlerts(db).catch(() => [])
      for (const key of open) this.set({ key }, 1)
    },
  })
}

async function findOpenAlerts(db: Db): Promise<readonly string[]> {
  const alerts = await db.selectFrom('alerts').select('key').where('cleared_at', 'is', null).execute()
  return alerts.map(({ key }) => key)
}
