import type { Db } from '@dutybell/shared/db/client'
import { AppError } from '@dutybell/shared/errors'
import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { recordAudit } from '../audit/record-audit.ts'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { throwIfInvalid } from '../http/faults.ts'
import { idsBetween } from '../http/id-range.ts'
import { instantFaults } from '../http/instant.ts'
import { FilterInstant } from '../http/schemas.ts'
import { type ErasingContext, eraseRegistration } from './erase-registration.ts'

/** An erasure takes milliseconds: so many fit into the time that a client waits. */
const MAX_AT_ONCE = 1_000

export const EraseRegistrations = Type.Object(
  {
    created_from: FilterInstant,
    created_to: { ...FilterInstant, description: 'Exclusive.' },
    origin: Type.Optional(
      Type.Enum(['public', 'admin'] as const, {
        description: 'public: without a key. admin: with a key, or by an import. Unless given, both.',
      }),
    ),
    dry_run: Type.Boolean({ default: false, description: 'Return how many match, and change nothing.' }),
    expected_count: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'The number of matching registrations of a dry run; with another number nothing is done. Required except in a dry run.',
      }),
    ),
  },
  {
    title: 'EraseRegistrations',
    additionalProperties: false,
    required: ['created_from', 'created_to'],
    examples: [
      {
        created_from: '2026-03-14T12:30:00Z',
        created_to: '2026-03-14T12:40:00Z',
        origin: 'public',
        dry_run: true,
      },
    ],
  },
)
export type EraseRegistrations = Static<typeof EraseRegistrations>

export const ErasedRegistrations = Type.Object(
  {
    dry_run: Type.Boolean(),
    matched: Type.Integer(),
    erased: Type.Integer({ description: 'At most 1,000 in a call; a repetition goes on with the rest.' }),
  },
  { title: 'ErasedRegistrations' },
)
export type ErasedRegistrations = Static<typeof ErasedRegistrations>

/**
 * Erases the people who were registered within a time, such as a flood: each as `eraseRegistration` does, in a transaction of
 * their own, so that what was erased stays erased where a later one fails.
 *
 * @throws {AppError} `invalid_input`, `expected_count_differs`
 */
export async function eraseRegistrations(
  ctx: ErasingContext,
  input: EraseRegistrations,
  max_at_once = MAX_AT_ONCE,
): Promise<ErasedRegistrations> {
  throwIfInvalid([
    ...instantFaults(input, ['created_from', 'created_to']),
    ...(input.expected_count === undefined && !input.dry_run
      ? [{ pointer: '/expected_count', detail: 'Add how many registrations match, as a dry run returns.' }]
      : []),
  ])
  const matched = await countMatching(ctx.db, input)
  refuseCount(matched, input.expected_count)
  if (input.dry_run) return { dry_run: true, matched, erased: 0 }
  let erased = 0
  for (const id of await findMatching(ctx.db, input, max_at_once))
    if (await eraseUnlessGone(ctx, id)) erased += 1
  const { created_from, created_to, origin = null } = input
  await inTransaction(ctx.db, (tx) =>
    recordAudit(tx, ctx.actor, {
      action: 'registrations.erased',
      subject_type: 'registration',
      details: { created_from, created_to, origin, matched, erased },
    }),
  )
  return { dry_run: false, matched, erased }
}

function refuseCount(matched: number, expected: number | undefined): void {
  if (expected === undefined || expected === matched) return
  const detail = `${matched} registrations match, not ${expected}: nothing was done.`
  throw new AppError('expected_count_differs', detail, { faults: [{ pointer: '/expected_count', detail }] })
}

/** @returns false where another request erased the person in between */
async function eraseUnlessGone(ctx: ErasingContext, id: string): Promise<boolean> {
  try {
    await eraseRegistration(ctx, id, undefined)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'registration_not_found') return false
    throw error
  }
}

async function countMatching(db: Db, input: EraseRegistrations): Promise<number> {
  const { n } = await matching(db, input)
    .select(sql<number>`count(*)::integer`.as('n'))
    .executeTakeFirstOrThrow()
  return n
}

async function findMatching(db: Db, input: EraseRegistrations, limit: number): Promise<string[]> {
  const rows = await matching(db, input).select('id').orderBy('id').limit(limit).execute()
  return rows.map(({ id }) => id)
}

function matching(db: Db, { created_from, created_to, origin }: EraseRegistrations) {
  const { low, high } = idsBetween(created_from, created_to)
  let query = db
    .selectFrom('registrations')
    .where('status', '=', 'active')
    .where('created_at', '>=', sql<Temporal.Instant>`${created_from}::timestamptz`)
    .where('created_at', '<', sql<Temporal.Instant>`${created_to}::timestamptz`)
  if (low !== undefined) query = query.where('id', '>', low)
  if (high !== undefined) query = query.where('id', '<', high)
  return origin === undefined ? query : query.where('origin', '=', origin)
}
