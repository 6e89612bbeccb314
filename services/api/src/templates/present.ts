import { adviseOnHold } from '@dutybell/shared/channels/advise'
import type { PersonalView } from '../pii/personal-view.ts'
import type { TemplateRow } from './queries.ts'
import type { Template } from './schemas.ts'

export function presentTemplate(row: TemplateRow, view: PersonalView): Template {
  const { name, language, state, reason, hold_code, updated_at, waiting } = row
  const action = state === 'held' ? adviseOnHold(hold_code, reason) : null
  return {
    name,
    language,
    state,
    reason: view.text(reason),
    action,
    updated_at: updated_at.toString(),
    waiting,
  }
}
