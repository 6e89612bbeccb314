import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** What Meta tells of the business account, as far as it matters to sending. */
export interface AccountUpdate {
  /** Such as `ACCOUNT_RESTRICTION`, `DISABLED_UPDATE DISABLE`. */
  readonly event: string
  readonly effect: 'pause' | 'resume' | 'warn'
  readonly text: string
}

const Update = Type.Object({
  event: Type.String({ minLength: 1, maxLength: 60 }),
  ban_info: Type.Optional(Type.Object({ waba_ban_state: Type.Optional(Type.String({ maxLength: 60 })) })),
  restriction_info: Type.Optional(
    Type.Array(
      Type.Object({
        restriction_type: Type.String({ maxLength: 80 }),
        expiration: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
      }),
    ),
  ),
  violation_info: Type.Optional(
    Type.Object({ violation_type: Type.Optional(Type.String({ maxLength: 80 })) }),
  ),
})

/** The one restriction that keeps a business from writing first. */
const MAY_NOT_WRITE = 'RESTRICTED_BIZ_INITIATED_MESSAGING'

/** @returns null for an event that says nothing about sending */
export function readAccountUpdate(value: unknown): AccountUpdate | 'unreadable' | null {
  if (!Value.Check(Update, value)) return 'unreadable'
  switch (value.event) {
    case 'ACCOUNT_RESTRICTION':
      return readRestriction(value)
    case 'ACCOUNT_VIOLATION': {
      const violation = value.violation_info?.violation_type
      return { event: value.event, effect: 'pause', text: `Meta says ACCOUNT_VIOLATION${suffix(violation)}` }
    }
    case 'ACCOUNT_DELETED':
      return { event: value.event, effect: 'pause', text: 'Meta says ACCOUNT_DELETED.' }
    case 'REINSTATE':
      return { event: value.event, effect: 'resume', text: 'Meta says REINSTATE.' }
    case 'DISABLED_UPDATE':
      return readBan(value)
    default:
      return null
  }
}

function readRestriction({ event, restriction_info = [] }: Static<typeof Update>): AccountUpdate {
  const restrictions = restriction_info.map(({ restriction_type }) => restriction_type)
  const concernsSending = restrictions.length === 0 || restrictions.includes(MAY_NOT_WRITE)
  const expiration = restriction_info.find(
    ({ restriction_type }) => restriction_type === MAY_NOT_WRITE,
  )?.expiration
  const until = expiration === undefined ? '' : ` until ${instantText(expiration)}`
  return {
    event,
    effect: concernsSending ? 'pause' : 'warn',
    text: `Meta says ACCOUNT_RESTRICTION${suffix(restrictions.join(', '))}${until}`,
  }
}

function readBan({ event, ban_info }: Static<typeof Update>): AccountUpdate | null {
  const state = ban_info?.waba_ban_state
  const effect = state === undefined ? undefined : BAN_EFFECTS.get(state)
  if (effect === undefined) return null
  return { event: `${event} ${state}`, effect, text: `Meta says ${event}: ${state}.` }
}

const BAN_EFFECTS: ReadonlyMap<string, AccountUpdate['effect']> = new Map([
  ['SCHEDULE_FOR_DISABLE', 'warn'],
  ['DISABLE', 'pause'],
  ['REINSTATE', 'resume'],
])

function suffix(detail: string | undefined): string {
  return detail === undefined || detail === '' ? '.' : `: ${detail}.`
}

/** Unix seconds, as a number or in digits; anything else stays as it is. */
function instantText(expiration: number | string): string {
  const seconds = Number(expiration)
  if (!Number.isSafeInteger(seconds) || Math.abs(seconds) > 99_999_999_999)
    return String(expiration).slice(0, 40)
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString()
}
