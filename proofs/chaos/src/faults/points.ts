import type { Trap } from '../database-proxy.ts'
import type { Moment } from '../provider/catches.ts'
import { query } from '../postgres.ts'
import type { World } from '../world.ts'
import { type Fault, REACHED_WITHIN_MS } from './fault.ts'

const PUBLISHES = /insert into outbox/

/** SIGKILL at every named point of the protocol. */
export const POINTS: readonly Fault[] = [
  atStatement('notifier: after the claim', 'notifiers', {
    statement: /from claim_deliveries\(/,
    side: 'after',
    rows: 2,
  }),
  atMoment('notifier: after the request left', 'notifiers', 'request_arrived'),
  atMoment('notifier: after Meta took it', 'notifiers', 'message_taken'),
  atMoment('notifier: in the middle of a mail', 'notifiers', 'mail_in_data'),
  atMoment('notifier: after the mail server took it', 'notifiers', 'mail_taken'),
  atStatement('notifier: before the record', 'notifiers', { statement: /record_attempts\(/, side: 'before' }),
  atStatement('notifier: after the record', 'notifiers', { statement: /record_attempts\(/, side: 'after' }),
  atStatement('notifier: settling', 'notifiers', { statement: /settle_deliveries\(/, side: 'after' }),
  {
    ...atStatement('notifier: applying callbacks', 'notifiers', {
      statement: /apply_receipts\(/,
      side: 'after',
    }),
    needs_callbacks: true,
  },
  {
    ...atStatement('notifier: callbacks applied', 'notifiers', {
      statement: /^\s*commit/i,
      within: /apply_receipts\(/,
      side: 'after',
    }),
    needs_callbacks: true,
  },
  atStatement(
    'notifier: inside a sweep',
    'notifiers',
    { ...inSweep('before'), statement: PUBLISHES },
    sweepByJob,
  ),
  atStatement('notifier: at the commit of a sweep', 'notifiers', inSweep('after'), sweepByJob),
  atStatement('api: inside a sweep', 'apis', { ...inSweep('after'), statement: PUBLISHES }),
  atStatement('api: at the commit of a sweep', 'apis', inSweep('after')),
  atStatement('api: before a registration', 'apis', {
    statement: /insert into registrations/,
    side: 'before',
  }),
  atStatement('api: after a registration', 'apis', { statement: /insert into registrations/, side: 'after' }),
  atStatement('api: after an assignment', 'apis', {
    statement: /insert into duty_assignments/,
    side: 'after',
  }),
  atStatement('api: before the commit of a move', 'apis', inMove('before')),
  atStatement('api: after the commit of a move', 'apis', inMove('after')),
  { ...atMoment("api: right after a webhook's 200", 'apis', 'webhook_answered'), needs_callbacks: true },
  {
    ...atStatement('api: a webhook stored and unanswered', 'apis', {
      statement: /insert into "webhook_inbox"/,
      side: 'after',
    }),
    needs_callbacks: true,
  },
]

function inSweep(side: Trap['side']): Trap {
  return { statement: /^\s*commit/i, within: /dutybell:reminders:/, side }
}

function inMove(side: Trap['side']): Trap {
  return { statement: /^\s*commit/i, within: /with unsent as/, side }
}

function atStatement(
  name: string,
  kind: 'notifiers' | 'apis',
  trap: Trap,
  provoke: (world: World) => Promise<unknown> = async () => undefined,
): Fault {
  return {
    name,
    lane: 'processes',
    async run(world, random) {
      const service = random.pick(world[kind])
      const provoked = provoke(world).catch(() => undefined)
      const caught = await service.proxy.catchAt(trap, REACHED_WITHIN_MS)
      await provoked
      if (caught) service.kill()
      service.proxy.heal('reset')
      return caught
    },
  }
}

function atMoment(name: string, kind: 'notifiers' | 'apis', moment: Moment): Fault {
  return {
    name,
    lane: 'processes',
    run(world, random) {
      const service = random.pick(world[kind])
      return world.catches.catchAt(moment, service.name, () => service.kill(), REACHED_WITHIN_MS)
    },
  }
}

/** Enough of them that each notifier gets one. */
async function sweepByJob({ database_url, notifiers }: World): Promise<void> {
  await query(
    database_url,
    `select graphile_worker.add_job('send_reminders', '{}', max_attempts := 3) from generate_series(1, $1)`,
    [notifiers.length * 2],
  )
}
