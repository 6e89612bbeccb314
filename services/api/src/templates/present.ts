import { adviseOnHold } from '@dutybell/shared/channels/advise'
import type { TemplateRow } from './queries.ts'
import type { Template } from './schemas.ts'

export function presentTemplate(row: TemplateRow): Template {
  const { name, state, reason, hold_code, updated_at, waiting } = row
  const action = state === 'held' ? adviseOnHold(hold_code, reason) : null
  return { name, state, reason, action, updated_at: updated_at.toString(), waiting }
}
