/** One run of the checker over delivery.pml. */
export interface ModelCase {
  readonly name: string
  readonly defines: readonly string[]
  /** The property that must break; null: all hold. */
  readonly breaks: string | null
  /** Search for a cycle instead: every run must end. */
  readonly looks_for_cycles?: true
  /** Millions of states: not part of the short form. */
  readonly is_large?: true
}

const ONE_CRASH = ['GIVE_BACKS=0', 'CRASHES=1']
const ALL_CALLBACKS = [...ONE_CRASH, 'SENT_CALLBACKS']
const WITHDRAWS = [...ONE_CRASH, 'WITHDRAWS']
const QUEUE = [...ONE_CRASH, 'DELIVERIES=2', 'MAX_ATTEMPTS=1', 'NO_CALLBACKS']

/** The protocol as it is. Each run has some of the options: all at once would be too many states. */
export const DESIGN: readonly ModelCase[] = [
  { name: 'all callbacks', defines: ALL_CALLBACKS, breaks: null, is_large: true },
  { name: 'withdrawn', defines: WITHDRAWS, breaks: null, is_large: true },
  { name: 'given back', defines: ['GIVE_BACKS=1', 'CRASHES=1'], breaks: null, is_large: true },
  { name: 'two crashes', defines: ['GIVE_BACKS=0', 'CRASHES=2'], breaks: null },
  {
    name: 'no callbacks',
    defines: ['GIVE_BACKS=0', 'CRASHES=2', 'NO_CALLBACKS', 'WITHDRAWS', 'CLAIM_SEES_CHANGE'],
    breaks: null,
  },
  { name: 'two deliveries to one person', defines: QUEUE, breaks: null },
  {
    name: 'every run ends',
    defines: ['GIVE_BACKS=0', 'CRASHES=1'],
    breaks: null,
    looks_for_cycles: true,
    is_large: true,
  },
]

/** Variants, each with one deliberate defect. */
export const VARIANTS: readonly ModelCase[] = [
  breaking('P1', 'CLAIM_IN_ONE_STATEMENT', QUEUE),
  breaking('P6', 'EVIDENCE_GUARDED_BY_LEASE', ONE_CRASH),
  breaking('P6', 'ONE_ID_FOR_ALL_ATTEMPTS', ONE_CRASH),
  breaking('P5', 'WITHDRAW_IN_ONE_STATEMENT', WITHDRAWS),
  breaking('P5', 'WITHDRAW_PASSES_OVER_ACCEPTED', WITHDRAWS),
  breaking('P5', 'SETTLE_LOOKS_BEFORE_LOCK', WITHDRAWS),
  breaking('P8', 'STALE_FINISHER_SCHEDULES', ONE_CRASH),
  breaking('P3', 'WINDOW_IGNORES_STORED', ONE_CRASH),
  breaking('P6', 'LEASE_END_FORGETS_EVIDENCE', ONE_CRASH),
  breaking('P7', 'OLD_FAILURE_IGNORED', ONE_CRASH),
  breaking('P10', 'OLD_NEWS_DISTURBS', ALL_CALLBACKS),
  breaking('P7', 'LATEST_OF_BATCH_DECIDES', ALL_CALLBACKS),
]

function breaking(breaks: string, variant: string, defines: readonly string[]): ModelCase {
  return { name: variant, defines: [...defines, variant], breaks }
}
