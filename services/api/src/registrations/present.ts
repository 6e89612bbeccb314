import type { CsvTable } from '../csv/answer-csv.ts'
import type { PersonalView } from '../pii/personal-view.ts'
import type { RegistrationRow } from './queries.ts'
import { Registration } from './schemas.ts'

export function presentRegistration(
  row: Pick<RegistrationRow, keyof Registration>,
  view: PersonalView,
): Registration {
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

export const REGISTRATION_TABLE: CsvTable<Registration> = {
  name: 'registrations',
  columns: Object.keys(Registration.properties),
  toRow: (item) => ({ ...item }),
}
