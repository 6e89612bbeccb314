import type { PersonalView } from '../pii/personal-view.ts'
import type { RegistrationRow } from './queries.ts'
import type { Registration } from './schemas.ts'

export function presentRegistration(row: RegistrationRow, view: PersonalView): Registration {
  return {
    id: row.id,
    full_name: row.full_name,
    phone_number: view.phoneNumber(row.phone_number),
    email: view.email(row.email),
    whatsapp_opt_in: row.whatsapp_opt_in,
    language: row.language,
    status: row.status,
    version: row.version,
    created_at: row.created_at.toString(),
    updated_at: row.updated_at.toString(),
  }
}
