/** The shapes of Graph's answers, as loose as possible. */

import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const AcceptedAnswer = Type.Object({
  contacts: Type.Optional(Type.Unknown()),
  messages: Type.Array(
    Type.Object({ id: Type.String({ minLength: 1 }), message_status: Type.Optional(Type.Unknown()) }),
    {
      minItems: 1,
    },
  ),
})

/** Only the code is required; other fields are used if they have the right type. */
const ErrorAnswer = Type.Object({
  error: Type.Object({
    code: Type.Integer(),
    message: Type.Optional(Type.Unknown()),
    error_subcode: Type.Optional(Type.Unknown()),
    error_data: Type.Optional(Type.Unknown()),
    is_transient: Type.Optional(Type.Unknown()),
    fbtrace_id: Type.Optional(Type.Unknown()),
  }),
})

export const acceptedAnswer = Compile(AcceptedAnswer)
export const errorAnswer = Compile(ErrorAnswer)

export type GraphError = Static<typeof ErrorAnswer>['error']

/** The details are more specific than the message; some endpoints send them as a plain string. */
export function detailsOf(error_data: unknown): string | undefined {
  if (typeof error_data === 'string') return error_data
  if (typeof error_data !== 'object' || error_data === null || !('details' in error_data)) return undefined
  return typeof error_data.details === 'string' ? error_data.details : undefined
}
