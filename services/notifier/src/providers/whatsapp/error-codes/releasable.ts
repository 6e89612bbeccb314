import { TEMPLATE_ERRORS } from './template.ts'

/** Our words and the template do not match: that Meta approves of the template says nothing. */
const CAUSE_IS_OURS: ReadonlySet<number> = new Set([132000, 132012, 132018, 134100])

/** The flow of the template is at fault: its own status does not tell. */
const CAUSE_IS_ITS_FLOW: ReadonlySet<number> = new Set([132068, 132069])

/**
 * Whether a template held for this (Meta's error code, or `status`; null: Meta said "paused" beside an accepted message)
 * may go on as soon as Meta calls it approved.
 */
export function endsWithApproval(hold_code: string | null): boolean {
  if (hold_code === null || hold_code === 'status') return true
  const code = Number(hold_code)
  return code in TEMPLATE_ERRORS && !CAUSE_IS_OURS.has(code) && !CAUSE_IS_ITS_FLOW.has(code)
}
