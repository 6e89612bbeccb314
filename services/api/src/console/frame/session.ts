import type { Db } from '@dutybell/shared/db/client'
import { isObject } from '@dutybell/shared/json-object'
import type { FastifyRequest } from 'fastify'
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Exchange } from '../../http/exchange.ts'
import type { KeyRing, SessionKey } from '../../keys/key-ring.ts'
import { noteCaller } from '../../plugins/admin-auth.ts'
import { ConsoleRefusal } from './refusal.ts'
import { deleteOldSessions, deleteSession, insertSession, touchSession } from './session-queries.ts'
import { cookieOf, transportOf } from './transport.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request to the console from a browser that is signed in. */
    visit: Visit | null
  }
}

export interface Visit {
  readonly session: Buffer
  /** Every form of the session contains it. */
  readonly form_token: string
}

const SECRET_BYTES = 32

/** Makes a new session, whatever cookie the browser sent: an id that somebody planted is worth nothing. */
export async function openSession(db: Db, { request, reply }: Exchange, key: SessionKey): Promise<Visit> {
  await closeSession(db, { request, reply })
  await deleteOldSessions(db)
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  await insertSession(db, hashOf(secret), key)
  const transport = transportOf(request)
  if (transport === 'insecure') throw useHttps()
  const { name, options } = cookieOf(transport)
  reply.setCookie(name, secret, options)
  return visitOf(secret)
}

export async function closeSession(db: Db, { request, reply }: Exchange): Promise<void> {
  const transport = transportOf(request)
  const secret = secretOf(request)
  if (secret === undefined || transport === 'insecure') return
  const { name, options } = cookieOf(transport)
  await deleteSession(db, hashOf(secret))
  reply.clearCookie(name, options)
}

/** Sets `caller` and `visit` where the browser is signed in with a key that is valid now. */
export async function recogniseSession(db: Db, keys: KeyRing, request: FastifyRequest): Promise<void> {
  const secret = secretOf(request)
  if (secret === undefined) return
  const session = hashOf(secret)
  const key = await touchSession(db, session)
  if (key === undefined) return
  const caller = await keys.recall(key)
  if (caller === undefined) return deleteSession(db, session)
  await noteCaller(keys, request, caller)
  request.visit = visitOf(secret)
}

function visitOf(secret: string): Visit {
  const form_token = createHash('sha256').update(`form ${secret}`).digest('base64url')
  return { session: hashOf(secret), form_token }
}

/** Whether the form is one of this session. */
export function hasFormToken({ body, visit }: FastifyRequest): boolean {
  const given = isObject(body) && 'form_token' in body ? String(body['form_token']) : ''
  return visit !== null && timingSafeEqual(hashOf(given), hashOf(visit.form_token))
}

export function useHttps(): ConsoleRefusal {
  return new ConsoleRefusal(
    403,
    'Use HTTPS',
    'This connection is not encrypted, so the key could be read on the way. Open this page with https:// in front of its address. Behind a proxy, TRUST_PROXY_CIDRS must contain it and it must set X-Forwarded-Proto.',
  )
}

/** Only the cookie of the transport counts: a page on plain http must not plant one for HTTPS. */
function secretOf(request: FastifyRequest): string | undefined {
  const transport = transportOf(request)
  return transport === 'insecure' ? undefined : request.cookies[cookieOf(transport).name]
}

export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
