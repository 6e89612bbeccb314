import type { ErrorCode, ErrorMembers, Fault } from '@dutybell/shared/errors'
import { Type } from 'typebox'
import { Id } from './schemas.ts'

/** RFC 9457, with a stable code and one entry per invalid field. */
export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri', description: 'The URN of the code.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'The fault of this request, and what to do.' }),
    instance: Type.String({ description: 'The path of the request.' }),
    code: Type.String({ description: 'The stable code of the error; /docs lists all codes.' }),
    request_id: Type.String({ description: 'Finds the request in the log; also in `x-request-id`.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({
            description: 'JSON pointer to the field, or / and the name of a parameter.',
          }),
          detail: Type.String({ description: 'What to do.' }),
          code: Type.Optional(
            Type.String({ description: 'The stable code of the cause; docs/errors.md lists them.' }),
          ),
        }),
      ),
    ),
    current_version: Type.Optional(
      Type.Integer({ description: 'The version of the resource; with `precondition_failed`.' }),
    ),
    registration_id: Type.Optional({ ...Id, description: 'The registration that exists; for keys only.' }),
    duty_assignment_id: Type.Optional({
      ...Id,
      description: 'The duty assignment that exists, or that the problem is about.',
    }),
    duty_assignment_ids: Type.Optional(
      Type.Array(Id, { description: 'The duty assignments of the person at that time.' }),
    ),
    duty_time_id: Type.Optional({ ...Id, description: 'The duty time that has the name.' }),
    places: Type.Optional(Type.Integer({ description: 'The places of the duty time on the day.' })),
    results: Type.Optional(
      Type.Array(Type.Object({}, { additionalProperties: true }), {
        description: 'Of a refused batch: one for each item, as a batch that is not refused has them.',
      }),
    ),
    taken: Type.Optional(Type.Integer({ description: 'How many of them are taken.' })),
  },
  { title: 'Problem', additionalProperties: false },
)

export interface ProblemDocument extends ErrorMembers {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: ErrorCode
  readonly request_id: string
  readonly errors?: readonly Fault[]
  readonly current_version?: number
}
