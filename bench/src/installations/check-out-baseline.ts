import { checkOut } from '@dutybell/testing/check-out'
import type { Installation } from './installation.ts'

/** The commit before the layout and the statements of the deliveries were rewritten. */
const COMMIT = '2db5e24'
export const BASELINE_NAME = `dutybell at ${COMMIT}`

export interface CheckedOut extends Installation {
  readonly remove: () => Promise<void>
}

export async function checkOutBaseline(): Promise<CheckedOut> {
  return { name: BASELINE_NAME, ...(await checkOut(COMMIT)) }
}
