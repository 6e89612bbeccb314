import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError, type Fault } from '@dutybell/shared/errors'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import type { WithActor } from '../audit/actor.ts'
import type { RegisteredRow } from '../registrations/insert-registrations.ts'
import { knownAs } from '../registrations/queries.ts'
import { readLanguage } from '../registrations/read-language.ts'
import {
  type NewPerson,
  readNewPerson,
  registerPeople,
  registerPerson,
} from '../registrations/register-person.ts'
import { findKnownPeople } from './known-people.ts'
import type { Layout, SheetRow } from './read-sheet.ts'
import { type Import, type ImportInput, refuseRow, type RowResult, runImport } from './run-import.ts'
import { readYesOrNo } from './yes-or-no.ts'

export interface RegistrationImportContext {
  readonly db: Db
  readonly waker: Wakes
  readonly default_country: string
  readonly template_languages: ConfiguredLanguages
}

const LAYOUT: Layout = {
  fields: ['full_name', 'phone_number', 'email', 'whatsapp_opt_in', 'language', 'status'],
  required: [['full_name'], ['phone_number', 'email']],
}
const CONSENT_SOURCE = 'import'

/** The fields that an import compares with a person who is registered. */
type Given = Partial<Pick<NewPerson, 'full_name' | 'email' | 'whatsapp_opt_in' | 'language'>>

interface PersonEntry {
  readonly line: number
  readonly person: string
  readonly new_person: NewPerson
  /** What the row says: not what follows from a blank cell. */
  readonly given: Given
}

/**
 * Registers the people of a file. A person who is registered is never changed: where the row differs, a warning names the fields.
 *
 * @throws {AppError} for a file that cannot be read at all
 */
export async function importRegistrations(
  ctx: RegistrationImportContext & WithActor,
  input: ImportInput<'now' | 'never'>,
): Promise<Import> {
  const seen = new Map<string, Given>()
  return runImport(ctx, input, {
    subject: 'registration',
    layout: LAYOUT,
    read: async (rows) => rows.map((row) => readRow(row, ctx)),
    apply: (chunk) => (input.dry_run ? rehearse(ctx.db, chunk, seen) : registerAll(ctx, chunk, input)),
  })
}

function readRow({ line, cells, fault }: SheetRow, ctx: RegistrationImportContext): PersonEntry | RowResult {
  if (fault !== undefined) return refuseRow(line, [fault])
  if (cells.status?.toLowerCase() === 'erased') {
    return { line, outcome: 'unchanged', warnings: ['registration_erased: the row was left out'] }
  }
  const { full_name = '', phone_number = '', email = '' } = cells
  const opt_in = readYesOrNo(cells.whatsapp_opt_in ?? '')
  if (opt_in === 'unknown') return refuseRow(line, [YES_OR_NO])
  try {
    const language = readLanguage(cells.language ?? '', ctx.template_languages)
    const new_person = readNewPerson(
      {
        full_name,
        phone_number,
        email,
        whatsapp_opt_in: opt_in ?? phone_number !== '',
        ...(language === undefined ? {} : { language }),
      },
      { ...ctx, consent_source: CONSENT_SOURCE },
    )
    const given: Given = {
      full_name: new_person.full_name,
      ...(email === '' ? {} : { email: new_person.email }),
      ...(opt_in === undefined ? {} : { whatsapp_opt_in: opt_in }),
      ...(language === undefined ? {} : { language }),
    }
    return { line, person: knownAs(new_person), new_person, given }
  } catch (error) {
    if (error instanceof AppError) return { line, outcome: 'refused', warnings: [], refusal: error }
    throw error
  }
}

async function registerAll(
  { db, waker }: RegistrationImportContext,
  chunk: readonly PersonEntry[],
  { notify, traceparent }: ImportInput<'now' | 'never'>,
): Promise<RowResult[]> {
  const entries = inLockOrder(chunk)
  const results = await inTransaction(db, async (tx) => {
    const known = await findKnownPeople(
      tx,
      entries.map(({ new_person }) => new_person),
    )
    const numbered = entries.filter(
      ({ person, new_person }, index) =>
        new_person.phone_number !== null && !known.has(person) && entries[index - 1]?.person !== person,
    )
    const registered = await registerPeople(
      tx,
      numbered.map(({ new_person }) => new_person),
      { notify, traceparent },
    )
    const created = new Map(registered.map((row) => [knownAs(row), row]))
    const written: RowResult[] = []
    for (const { line, person, new_person, given } of entries) {
      const row = created.get(person)
      created.delete(person)
      const existing = known.get(person)
      const { outcome, registration } = row
        ? { outcome: 'created', registration: row }
        : existing
          ? { outcome: 'exists', registration: existing }
          : await registerPerson(tx, new_person, { notify, traceparent })
      known.set(person, registration)
      written.push(
        outcome === 'created'
          ? { line, outcome: 'created', id: registration.id, warnings: [] }
          : { line, outcome: 'unchanged', id: registration.id, warnings: warningsOf(given, registration) },
      )
    }
    return written
  })
  if (notify === 'now' && results.some(({ outcome }) => outcome === 'created')) waker.wake('drain_outbox')
  return results
}

/** As {@link registerAll}, without writing. */
async function rehearse(
  db: Db,
  chunk: readonly PersonEntry[],
  seen: Map<string, Given>,
): Promise<RowResult[]> {
  const known = await findKnownPeople(
    db,
    chunk.map(({ new_person }) => new_person),
  )
  return inLockOrder(chunk).map(({ line, person, new_person, given }): RowResult => {
    const registered = known.get(person)
    const existing = registered ?? seen.get(person)
    if (existing === undefined) {
      seen.set(person, new_person)
      seen.set(knownAs({ ...new_person, phone_number: null }), new_person) // a row without the number finds them too
      return { line, outcome: 'created', warnings: [] }
    }
    const id = registered === undefined ? {} : { id: registered.id }
    return { line, outcome: 'unchanged', ...id, warnings: warningsOf(given, existing) }
  })
}

/** Two imports of one person wait for each other and do not deadlock. */
function inLockOrder(chunk: readonly PersonEntry[]): PersonEntry[] {
  return chunk.toSorted((a, b) => (a.person < b.person ? -1 : a.person > b.person ? 1 : a.line - b.line))
}

const COMPARED = ['full_name', 'email', 'whatsapp_opt_in', 'language'] as const

function warningsOf(given: Given, existing: RegisteredRow | Given): string[] {
  const fields = COMPARED.filter((field) => given[field] !== undefined && given[field] !== existing[field])
  if (fields.length === 0) return []
  return [
    `registration_differs: ${fields.join(', ')} ${fields.length === 1 ? 'is' : 'are'} kept as registered`,
  ]
}

const YES_OR_NO: Fault = {
  pointer: '/whatsapp_opt_in',
  detail: 'Write yes or no, or leave it blank: whether the person agreed to WhatsApp messages.',
  code: 'unknown_value',
}
