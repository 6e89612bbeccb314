import type { ErrorCode, Fault } from '@dutybell/shared/errors'
import { Type } from 'typebox'

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
