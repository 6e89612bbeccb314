/** What a status of Meta's means for the messages of a template; one that is not listed changes nothing. */
const MEANINGS: Readonly<Record<string, 'hold' | 'release' | 'warn'>> = {
  APPROVED: 'release',
  REINSTATED: 'release',
  UNARCHIVED: 'release',
  UNPAUSED: 'release',
  PAUSED: 'hold',
  DISABLED: 'hold',
  REJECTED: 'hold',
  PENDING_DELETION: 'hold',
  DELETED: 'hold',
  LIMIT_EXCEEDED: 'hold',
  ARCHIVED: 'hold',
  FLAGGED: 'warn', // it is still sent, and paused soon if its quality stays low
  LOCKED: 'warn', // it cannot be edited
}

export function meaningOf(event: string): 'hold' | 'release' | 'warn' | 'none' {
  return (Object.hasOwn(MEANINGS, event) ? MEANINGS[event] : undefined) ?? 'none'
}
