import type { Trap } from '@dutybell/testing/database-proxy'
import { call } from '../client.ts'
import { query } from '../postgres.ts'
import type { Moment } from '../provider/catches.ts'
import type { Service } from '../service.ts'
import type { World } from '../world.ts'
import { type Fault, REACHED_WITHIN_MS } from './fault.ts'

/** The statements sent by the services at these points. A function of the database calls nothing that the proxy could see. */
const CLAIM = /from claim_deliveries\(/
const RECORD = /select record_attempts\(/
const SETTLE = /select settle_deliveries\(/
const APPLY_RECEIPTS = /from apply_receipts\(/
const PUBLISH = /select publish\(/
const COMMIT = /^\s*commit/i
const SWEEP = /dutybell:reminders:/
const INSERT_REGISTRATION = /insert into registrations/
const CHANGE_DUTIES = /from change_duties\(/
const STORE_WEBHOOK = /insert into "webhook_inbox"/

/** SIGKILL at each named point of the protocol. */
export const POINTS: readonly Fault[] = [
  atStatement('notifier: after the claim', 'notifiers', {
    statement: CLAIM,
    side: 'after',
    result: 'delivery_id',
  }),
  atMoment('notifier: after the request was sent', 'notifiers', 'request_arrived'),
  atMoment('notifier: after Meta took it', 'notifiers', 'message_taken'),
  atMoment('notifier: in the middle of a mail', 'notifiers', 'mail_in_data'),
  atMoment('notifier: after the mail server took it', 'notifiers', 'mail_taken'),
  atStatement('notifier: before the record', 'notifiers', { statement: RECORD, side: 'before' }),
  atStatement('notifier: after the record', 'notifiers', { statement: RECORD, side: 'after' }),
  atStatement('notifier: while settling', 'notifiers', { statement: SETTLE, side: 'after' }),
  withCallbacks(
    atStatement('notifier: while applying callbacks', 'notifiers', {
      statement: APPLY_RECEIPTS,
      side: 'after',
    }),
  ),
  withCallbacks(
    atStatement('notifier: callbacks applied', 'notifiers', {
      statement: COMMIT,
      within: APPLY_RECEIPTS,
      side: 'after',
    }),
  ),
  atStatement(
    'notifier: inside a sweep',
    'notifiers',
    { statement: PUBLISH, within: SWEEP, side: 'before' },
    sweepByJob,
  ),
  atStatement(
    'notifier: at the commit of a sweep',
    'notifiers',
    { statement: COMMIT, within: SWEEP, side: 'after' },
    sweepByJob,
  ),
  atStatement(
    'api: inside a sweep',
    'apis',
    { statement: PUBLISH, within: SWEEP, side: 'after' },
    sweepByApi,
  ),
  atStatement(
    'api: at the commit of a sweep',
    'apis',
    { statement: COMMIT, within: SWEEP, side: 'after' },
    sweepByApi,
  ),
  atStatement('api: before a registration', 'apis', { statement: INSERT_REGISTRATION, side: 'before' }),
  atStatement('api: after a registration', 'apis', { statement: INSERT_REGISTRATION, side: 'after' }),
  atStatement('api: after a change of a duty', 'apis', { statement: CHANGE_DUTIES, side: 'after' }),
  atStatement('api: before a change of a duty', 'apis', { statement: CHANGE_DUTIES, side: 'before' }),
  withCallbacks(atMoment("api: right after a webhook's 200", 'apis', 'webhook_answered')),
  withCallbacks(
    atStatement('api: a webhook stored and unanswered', 'apis', { statement: STORE_WEBHOOK, side: 'after' }),
  ),
]

function withCallbacks(fault: Fault): Fault {
  return { ...fault, needs_callbacks: true }
}

function atStatement(
  name: string,
  kind: 'notifiers' | 'apis',
  trap: Trap,
  provoke: (world: World, service: Service) => Promise<unknown> = async () => undefined,
): Fault {
  return {
    name,
    lane: kind,
    async run(world, random) {
      const service = random.pick(world[kind])
      const stopped = service.proxy.stopAt(trap, REACHED_WITHIN_MS)
      const provoked = provoke(world, service).catch(() => undefined)
      const fired = await stopped
      if (fired) service.kill()
      service.proxy.heal('reset')
      await provoked
      return fired
    },
  }
}

function atMoment(name: string, kind: 'notifiers' | 'apis', moment: Moment): Fault {
  return {
    name,
    lane: kind,
    run(world, random) {
      const service = random.pick(world[kind])
      return world.catches.catchAt(moment, service.name, () => service.kill(), REACHED_WITHIN_MS)
    },
  }
}

/** Enough jobs that each notifier runs one. */
async function sweepByJob({ database_url, notifiers }: World): Promise<void> {
  await query(
    database_url,
    `select graphile_worker.add_job('send_reminders', '{}', max_attempts := 3) from generate_series(1, $1)`,
    [notifiers.length * 2],
  )
}

async function sweepByApi({ random }: World, api: Service): Promise<void> {
  await call([api], random, { method: 'POST', path: '/v1/reminders/run', body: {} })
}
