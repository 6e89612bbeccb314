import type { ErrorTable } from './table.ts'

const RETRIED = 'Nothing: it is tried again by itself.'

/** Meta failed; the same message may go through the next time. */
export const TRANSIENT_ERRORS: ErrorTable = {
  1: { meaning: 'an unknown error of the API', action: RETRIED },
  2: { meaning: 'the service is down or overloaded', action: RETRIED },
  131000: { meaning: 'an unknown failure at Meta', action: RETRIED },
  131016: { meaning: 'the service is not available', action: RETRIED },
  133004: { meaning: 'the server is not available for the moment', action: RETRIED },
}
