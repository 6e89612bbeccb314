import { Type } from 'typebox'
import { nothing } from '../http/headers.ts'

export const Challenge = {
  description: 'The challenge, as the whole body.',
  content: { 'text/plain': { schema: Type.String() } },
}

export const Stored = nothing('The callback is stored.')

export const Handshake = Type.Object({
  'hub.mode': Type.Optional(Type.String()),
  'hub.verify_token': Type.Optional(Type.String()),
  'hub.challenge': Type.Optional(Type.String()),
})
