import { isObject } from '@dutybell/shared/json-object'
import type { FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { type WithActor, withActor } from '../../audit/actor.ts'
import type { Exchange } from '../../http/exchange.ts'
import { serveOneByOne } from '../../http/idempotency.ts'
import type { ConsoleContext } from './context.ts'
import { setNotice } from './notice.ts'

const Done = Type.Object({ to: Type.String(), notice: Type.String() })

/** What became of a form. */
export interface Done {
  /** The path to go to, with an anchor where the page is long. */
  readonly to: string
  /** Said there. */
  readonly notice: string
  /** The person whom the notice names: an erasure deletes it. */
  readonly registration_id?: string | null
}

const SEE_OTHER = 303

/**
 * Does what a form asks for, once however often it is sent, and goes to a page that says so.
 *
 * @throws {AppError} what `work` throws; nothing is written then
 */
export async function answerForm(
  ctx: ConsoleContext,
  { request, reply }: Exchange,
  work: (ctx: ConsoleContext & WithActor) => Promise<Done>,
): Promise<FastifyReply> {
  const key = keyIn(request.body)
  const now = await ctx.now() // before a transaction is open, as it may take another connection
  const { answer } = await serveOneByOne(
    { request, key },
    withActor({ ...ctx, now: async () => now }, request),
    async (ctx) => {
      const { registration_id = null, ...done } = await work(ctx)
      const body = JSON.stringify({ to: done.to, notice: done.notice })
      return { status: SEE_OTHER, headers: {}, body, registration_id, reveals_personal_data: false }
    },
  )
  const { to, notice } = Value.Parse(Done, JSON.parse(answer.body))
  setNotice({ request, reply }, notice)
  return reply.redirect(to, SEE_OTHER)
}

/** A form that was changed after "back", or whose other button was tapped, is another request. */
function keyIn(body: unknown): string {
  const key = isObject(body) ? body['idempotency_key'] : undefined
  if (typeof key !== 'string' || key === '') return crypto.randomUUID()
  return `${key} ${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}`
}
