import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** An update of the business account that concerns sending. */
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

/** The restriction on messages that the business initiates. */
const SENDING_RESTRICTED = 'RESTRICTED_BIZ_INITIATED_MESSAGING'

/** @returns null for an event that does not concern sending */
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
  const concernsSending = restrictions.length === 0 || restrictions.includes(SENDING_RESTRICTED)
  const expiration = restriction_info.find(
    ({ restriction_type }) => restriction_type === SENDING_RESTRICTED,
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

/** Unix seconds, as a number or in digits; any other text is returned, shortened. */
function instantText(expiration: number | string): string {
  const seconds = Number(expiration)
  if (!Number.isSafeInteger(seconds) || Math.abs(seconds) > 99_999_999_999)
    return String(expiration).slice(0, 40)
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString()
}
