import { createRegistration, type RegisteringContext } from '@dutybell/api/registrations/create-registration'
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import { machineNow } from '../measure/clock.ts'
import type { CommittingCompetitor } from './committer.ts'
import { phoneNumber } from './message.ts'
import { notifier } from './notifier.ts'

const MAX_CONNECTIONS = 10 // as many as the API has

/** What POST /v1/registrations runs, with its wake-up; the commit is acknowledged where the API asks for that. */
export const committingNotifier: CommittingCompetitor = {
  ...notifier,
  openCommitter: async ({ url }) => {
    const log = createLogger({ service: 'bench', level: 'warn' })
    const { db, pool } = openDatabase({
      connectionString: url,
      applicationName: 'dutybell-bench',
      maxConnections: MAX_CONNECTIONS,
      log,
    })
    const waker = new Waker({ pool, log })
    return {
      commit: async (n) => {
        let committed_at = NaN
        const stamping: RegisteringContext['waker'] = {
          wake: (task) => waker.wake(task),
          withNotice: (task, work) =>
            waker.withNotice(task, async (notifies) => {
              const result = await work(notifies)
              committed_at = machineNow()
              return result
            }),
        }
        const ctx: RegisteringContext = {
          db,
          waker: stamping,
          default_country: 'IN',
          template_languages: ['en'],
          limits: { per_address: false, confirmations_per_hour: 0 },
        }
        const person = { full_name: 'Ahmed Ali', phone_number: phoneNumber(n) }
        const input = { ...person, whatsapp_opt_in: true, language: 'en' }
        await createRegistration(ctx, input, { traceparent: null, by_key: false })
        return committed_at
      },
      close: async () => {
        await waker.close()
        await db.destroy()
      },
    }
  },
}
