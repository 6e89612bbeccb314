import type { ErrorCode, Fault } from '@dutybell/shared/errors'
import { Type } from 'typebox'

/** RFC 9457, with our code and one entry per field that needs attention. */
export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri-reference', description: 'The page that says what to do.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong this time, and what to do.' }),
    instance: Type.String({ description: 'The path of the request.' }),
    code: Type.String({ description: 'The stable code of the error; /docs lists all codes.' }),
    request_id: Type.String({ description: 'Finds the request in the log; also in `x-request-id`.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({
            description: 'JSON pointer to the field, or / and the name of a parameter.',
          }),
          detail: Type.String({ description: 'What to do about it.' }),
        }),
      ),
    ),
    current_version: Type.Optional(
      Type.Integer({ description: 'Of what was to be changed; with `precondition_failed`.' }),
    ),
  },
  { title: 'Problem', additionalProperties: false },
)

export interface ProblemDocument {
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
