import fc from 'fast-check'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { sql } from 'kysely'
import { strict as assert } from 'node:assert'
import {
  pauseChannel,
  beginTrial,
  takeProbe,
  holdTemplate,
  releaseTemplate,
} from '@dutybell/shared/channels/channel-control'
import { about } from '../invariants.ts'
import { type Step, step, pick } from '../step.ts'

/** A person or a notifier pauses the channel. */
export const pausing: fc.Arbitrary<Step> = fc.boolean().map((byHand) =>
  step(byHand ? 'pause' : 'pause after an account error', {
    async act(_world, { db }) {
      if (byHand) await sql`select pause_channel('whatsapp', 'admin', 'maintenance', null)`.execute(db)
      else await pauseChannel(db, 'whatsapp', { code: '190', text: 'The token expired.' })
    },
  }),
)

/** An operator resumes the channel with one trial message. */
export const resuming: fc.Arbitrary<Step> = fc.constant(
  step('resume', {
    when: ({ last }) => last.channel.is_paused,
    async act(_world, { db }) {
      await sql`select resume_channel('whatsapp', true)`.execute(db)
    },
  }),
)

/** A notifier probes the provider successfully. */
export const probing: fc.Arbitrary<Step> = fc.constant(
  step('probe', {
    when: ({ last }) => last.channel.paused_by === 'notifier',
    async act(_world, { db }) {
      if (await takeProbe(db, 'whatsapp')) await beginTrial(db, 'whatsapp')
    },
  }),
)

/** A template is held by Meta or an operator, or released. */
export const holdingTemplates: fc.Arbitrary<Step> = fc
  .record({
    name: fc.constantFrom(...TEMPLATE_NAMES),
    language: fc.constantFrom('en', 'en', 'ur'),
    is_held: fc.boolean(),
  })
  .map(({ name, language, is_held }) =>
    step(`${is_held ? 'hold' : 'release'} ${name} in ${language}`, {
      act: (_world, { db }) =>
        is_held
          ? holdTemplate(db, { name, language }, 'Held by an operator.')
          : releaseTemplate(db, { name, language }),
    }),
  )

/** An operator retries a delivery as the API does: lock, check, queue. */
export const retrying: fc.Arbitrary<Step> = fc
  .record({ delivery: fc.nat(9), confirms: fc.boolean(), delay_ms: fc.constantFrom(0, 0, 30_000, 90_000) })
  .map(({ delivery: n, confirms, delay_ms }) =>
    step(`retry(${n}, after ${delay_ms} ms${confirms ? ' and confirmed' : ''})`, {
      when: (world) => world.last.deliveries.length > 0,
      async act(world, { db }) {
        const delivery = pick(world.last.deliveries, n)
        if (delivery === undefined) return
        const { id } = delivery
        const verdict = await db.transaction().execute(async (tx) => {
          await sql`select from deliveries where id = ${id} for no key update`.execute(tx)
          const { rows } = await sql<{ verdict: string }>`
            select verdict from check_retryable(array[${id}]::uuid[], ${confirms})`.execute(tx)
          if (rows[0]?.verdict === 'retry') {
            await sql`
              select retry_deliveries(array[${id}]::uuid[], array[${delay_ms}]::double precision[], 'tester', ${confirms})`.execute(
              tx,
            )
          }
          return rows[0]?.verdict
        })
        if (verdict !== 'retry') return
        world.retried.add(id)
        const may_have_arrived =
          world.ledger.arrivalsOf(id).length +
          world.ledger.abandoned.filter((r) => r.delivery_id === id).length
        assert.ok(
          confirms || may_have_arrived === 0,
          about(delivery, 'a possible duplicate is retried only where the operator confirmed it'),
        )
      },
    }),
  )
