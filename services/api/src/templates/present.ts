import type { TemplateRow } from './queries.ts'
import type { Template } from './schemas.ts'

export function presentTemplate(row: TemplateRow): Template {
  const { name, state, reason, updated_at, waiting } = row
  return { name, state, reason, updated_at: updated_at.toString(), waiting }
}
