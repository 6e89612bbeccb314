import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '@dutybell/shared/audit/actions'
import { type Static, Type } from 'typebox'
import { FilterInstant, Id, Instant, nullableString, listQuery, sortBy } from '../http/schemas.ts'

const MAX_WORD_CHARACTERS = 128 // longer than any actor, subject or id

const word = (example: string) =>
  Type.String({ maxLength: MAX_WORD_CHARACTERS, pattern: '^[^\\u0000]+$', examples: [example] })

export const ListAuditLog = listQuery({
  sort: sortBy('-created_at', 'created_at'),
  actor: Type.Optional(word('treasurer')),
  action: Type.Optional(Type.Enum(AUDIT_ACTIONS, { examples: ['personal_data.revealed'] })),
  subject_type: Type.Optional(Type.Enum(AUDIT_SUBJECTS, { examples: ['registration'] })),
  subject_id: Type.Optional(word('01890a5d-ac96-774b-bcce-b302099a8057')),
  request_id: Type.Optional(word('01890a5d-ac96-774b-bcce-b302099a8057')),
  from: Type.Optional(FilterInstant),
  to: Type.Optional({ ...FilterInstant, description: 'Exclusive.' }),
})
export type ListAuditLog = Static<typeof ListAuditLog>

export const AuditEntry = Type.Object(
  {
    id: Id,
    at: Instant,
    actor: Type.String({ description: 'The name of the key, or of the user who ran the command.' }),
    api_key_id: nullableString({
      format: 'uuid',
      description: 'Null for a key of ADMIN_API_KEYS and for a command.',
    }),
    action: Type.Enum(AUDIT_ACTIONS),
    subject_type: Type.Enum(AUDIT_SUBJECTS),
    subject_id: nullableString({ description: 'Null where there are many subjects.' }),
    request_id: nullableString({ description: 'Finds the request in the log; null for a command.' }),
    details: Type.Unsafe<Readonly<Record<string, unknown>>>({
      type: 'object',
      additionalProperties: true,
      description: 'Ids, counts and names of fields; never personal data.',
    }),
  },
  { title: 'AuditEntry' },
)
export type AuditEntry = Static<typeof AuditEntry>
