import type { FastifyRequest } from 'fastify'

/** Who does something, by which request. */
export interface Actor {
  readonly name: string
  /** Null for a key of ADMIN_API_KEYS. */
  readonly api_key_id: string | null
  readonly request_id: string
}

/** The part of a use-case's context that says for whom it acts. */
export interface WithActor {
  readonly actor: Actor
}

/** `ctx` for who sent the request. */
export function withActor<Ctx>(ctx: Ctx, request: Pick<FastifyRequest, 'caller' | 'id'>): Ctx & WithActor {
  return { ...ctx, actor: actorOf(request) }
}

export function actorOf({ caller, id }: Pick<FastifyRequest, 'caller' | 'id'>): Actor {
  if (!caller) throw new Error('Only a route behind requireAdminKey knows who asks.')
  return { name: caller.name, api_key_id: caller.api_key_id, request_id: id }
}
