import type { System } from './system.ts'

/** Looked for in answers that must not show it. */
export const MARKED_NAME = 'Zubaida Markedname'

/** @returns the id of a person whose name is looked for */
export async function registerMarked({ call }: System): Promise<string> {
  const body = { full_name: MARKED_NAME, phone_number: '+919811111111', notify: 'never' }
  const { status, json } = await call('POST', '/v1/registrations', body)
  return String(status === 409 ? json['registration_id'] : json['id'])
}
