import { allows, type Scope } from '@dutybell/shared/api-keys/scopes'
import type { FastifyRequest } from 'fastify'
import { seesPersonalData } from '../../pii/personal-view.ts'
import type { Html } from '../html.ts'
import type { ConsoleContext } from './context.ts'

/** What a view shows: the rest of the document is the layout. */
export interface View {
  readonly title: string
  readonly body: Html
}

/** What a view knows beside its data. */
export interface Frame {
  /** Of the page, with its query. */
  readonly url: string
  readonly now: Temporal.Instant
  readonly time_zone: string
  readonly key_name: string
  readonly form_token: string
  readonly sees_pii: boolean
  /** Whether the key may do it; else its button is absent. */
  readonly may: (scope: Scope) => boolean
}

export async function frameOf(ctx: ConsoleContext, request: FastifyRequest): Promise<Frame | null> {
  const { caller, visit } = request
  if (caller === null || visit === null) return null
  return {
    url: request.url,
    now: await ctx.now(),
    time_zone: ctx.time_zone,
    key_name: caller.name,
    form_token: visit.form_token,
    sees_pii: seesPersonalData(request),
    may: (scope) => allows(caller.scopes, scope),
  }
}
