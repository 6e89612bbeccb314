import { parseJson } from '@dutybell/shared/json-object'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { cleanProviderText } from '../clean-provider-text.ts'
import type { ProbeResult } from '../outcome.ts'
import type { Exchange } from './http-exchange.ts'
import { describeRefusal } from './read-answer.ts'

/** The cheapest read that shows whether the number may send. */
export const HEALTH_FIELDS = 'id,status,health_status'

const Health = Type.Object({
  health_status: Type.Optional(
    Type.Object({
      can_send_message: Type.String(),
      entities: Type.Optional(
        Type.Array(
          Type.Object({
            errors: Type.Optional(
              Type.Array(Type.Object({ error_description: Type.Optional(Type.String()) })),
            ),
          }),
        ),
      ),
    }),
  ),
})

/** Fails if the sending number is blocked, or if the read is refused. */
export function readHealth(result: Exchange): ProbeResult {
  if (result.kind !== 'answered') return { ok: false, text: cleanProviderText(result.text) }
  if (result.status >= 300) return { ok: false, text: describeRefusal(result) }
  const body = result.body === null ? undefined : parseJson(result.body)
  if (!Value.Check(Health, body)) return { ok: false, text: 'The answer about the number could not be read.' }
  if (body.health_status?.can_send_message !== 'BLOCKED') return { ok: true }
  const reasons = body.health_status.entities?.flatMap((entity) => entity.errors ?? []) ?? []
  const text = reasons
    .map((reason) => reason.error_description)
    .find((description) => description !== undefined)
  return { ok: false, text: cleanProviderText(text ?? 'Meta reports that the number may not send.') }
}
