import type { FastifyRequest } from 'fastify'

/** The caller of a request. */
export interface Actor {
  readonly name: string
  /** Null for a key of ADMIN_API_KEYS. */
  readonly api_key_id: string | null
  /** Null for a command. */
  readonly request_id: string | null
  /** Absent for the HTTP API. */
  readonly via?: 'console'
}

/** The part of a use-case's context that names the caller. */
export interface WithActor {
  readonly actor: Actor
}

/** Adds the caller of a request to a context. */
export function withActor<Ctx>(ctx: Ctx, request: Identified): Ctx & WithActor {
  return { ...ctx, actor: actorOf(request) }
}

export function actorOf({ caller, id, visit }: Identified): Actor {
  if (!caller) throw new Error('Only a route behind requireAdminKey has a caller.')
  return {
    name: caller.name,
    api_key_id: caller.api_key_id,
    request_id: id,
    ...(visit ? { via: 'console' } : {}),
  }
}

type Identified = Pick<FastifyRequest, 'caller' | 'id'> & Partial<Pick<FastifyRequest, 'visit'>>
