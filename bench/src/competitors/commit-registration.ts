import { createRegistration, type RegisteringContext } from '@dutybell/api/registrations/create-registration'
import { Registrar } from '@dutybell/api/registrations/registrar'
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
    let committed_at = NaN
    const stamping: Pick<Waker, 'wake' | 'withNotice'> = {
      wake: (task) => waker.wake(task),
      withNotice: (task, work) =>
        waker.withNotice(task, async (notifies) => {
          const result = await work(notifies)
          committed_at = machineNow()
          return result
        }),
    }
    const limits = { per_address: false, confirmations_per_hour: 0 }
    const registrar = new Registrar({ db, waker: stamping, limits })
    const ctx: RegisteringContext = {
      db,
      waker,
      registrar,
      default_country: 'IN',
      template_languages: ['en'],
    }
    return {
      commit: async (n) => {
        const person = { full_name: 'Ahmed Ali', phone_number: phoneNumber(n) }
        const input = { ...person, whatsapp_opt_in: true, language: 'en' }
        await createRegistration(ctx, input, { traceparent: null, by_key: false })
        return committed_at // of its statement: no other result is read before this continues
      },
      close: async () => {
        await waker.close()
        await db.destroy()
      },
    }
  },
}
