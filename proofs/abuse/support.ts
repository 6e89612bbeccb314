import type { System } from './system.ts'

/** Looked for in answers that must not show it. */
export const MARKED_NAME = 'Zubaida Markedname'

const MOST_SHOWN = 20

/** @param findings empty texts are what passed */
export function failureOf(findings: readonly string[]): string | null {
  const wrong = findings.filter((finding) => finding !== '')
  return wrong.length === 0 ? null : `${wrong.length} wrong:\n${wrong.slice(0, MOST_SHOWN).join('\n')}`
}

/** @returns the id of a person whose name is looked for */
export async function registerMarked({ call }: System): Promise<string> {
  const body = { full_name: MARKED_NAME, phone_number: '+919811111111', notify: 'never' }
  const { status, json } = await call('POST', '/v1/registrations', body)
  return String(status === 409 ? json['registration_id'] : json['id'])
}
