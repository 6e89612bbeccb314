import { randomUUIDv7 } from 'node:crypto'
import { insertRegistration, NO_LIMITS } from '@dutybell/api/registrations/insert-registrations'
import type { Tables } from '@dutybell/shared/db/database'
import { newEventIds } from '@dutybell/shared/outbox/publish'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'

interface Typed {
  readonly full_name: string
  readonly phone_number?: string | null
  readonly email?: string | null
}

export interface RegistrationStatement {
  readonly text: string
  readonly valuesOf: (person: Typed) => unknown[]
}

/** The statement the API runs for a registration, word for word: seen as it runs, whose parameters become another person's. */
export async function captureRegistrationStatement(pool: Pool): Promise<RegistrationStatement> {
  const seen: { text: string; parameters: readonly unknown[] }[] = []
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void seen.push({ text: query.sql, parameters: query.parameters }),
  })
  const first = own({ full_name: 'The first', phone_number: '+919000000000', email: 'first@example.org' })
  const alike = { whatsapp_opt_in: true, language: 'en' }
  const consent = { source: 'registration_form', words: null }
  const published = { is_public: true, is_published: true, traceparent: null }
  const registration = { ...first.person, ...alike, ...published, consent, event: first.event }
  await insertRegistration(db, registration, NO_LIMITS)

  const [statement] = seen
  if (seen.length !== 1 || !statement) throw new Error('A registration is one statement.')
  const firsts = valuesOf(first)
  const pattern = new RegExp(firsts.map((value) => RegExp.escape(value)).join('|'), 'g')
  return {
    text: statement.text,
    valuesOf: (typed) => {
      const values = valuesOf(own(typed))
      const instead = (value: string) => values[firsts.indexOf(value)] ?? value
      return statement.parameters.map((parameter) =>
        typeof parameter === 'string' ? parameter.replace(pattern, instead) : parameter,
      )
    },
  }
}

type Own = ReturnType<typeof own>

/** What differs from person to person. */
function own({ full_name, phone_number, email }: Typed) {
  const person = {
    id: randomUUIDv7(),
    full_name,
    name_key: full_name.toLowerCase(),
    phone_number: phone_number ?? '',
    email: email ?? '',
    mailbox: email ?? '',
  }
  return { person, event: newEventIds() }
}

function valuesOf({ person, event }: Own): readonly string[] {
  return [...Object.values(person), ...Object.values(event)]
}
