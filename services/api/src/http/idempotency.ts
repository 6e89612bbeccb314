import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError } from '@dutybell/shared/errors'
import { type WakeUp, type Wakes } from '@dutybell/shared/outbox/wake'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { canonicalJson } from './canonical-json.ts'
import type { Exchange } from './exchange.ts'
import { findAnswer, keepAnswer, type KeptAnswer, type KeyedRequest, lockKey } from './idempotency-store.ts'

export const IDEMPOTENCY_PROBLEMS = ['idempotency_key_in_use', 'idempotency_key_reused'] as const

const RETRY_AFTER_SECONDS = 1 // a request takes milliseconds
/** The second request of a double tap waits for the first. */
const IN_USE = { pause_ms: 100, tries: 50 }

/** The context of a request that writes. */
interface Writing {
  readonly db: Db
  readonly waker: Wakes
}

interface Answer<Body> {
  readonly status: 200 | 201
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Body
  /** The person whose data the body contains. */
  readonly registration_id: string | null
}

/**
 * Answers a request that writes. With an Idempotency-Key the answer is kept in the transaction of what `work` writes, so
 * that a repetition gets the same bytes and nothing is written twice. Refusals are not kept: they wrote nothing, and a
 * repetition is judged again. Without a key, `work` runs without an additional transaction.
 *
 * @param work runs again from the start where its transaction lost a deadlock
 * @throws {AppError} `idempotency_key_in_use`, `idempotency_key_reused`, and what `work` throws
 */
export async function answerOnce<Ctx extends Writing, Body>(
  { request, reply }: Exchange,
  ctx: Ctx,
  work: (ctx: Ctx) => Promise<Answer<Body>>,
): Promise<Body | FastifyReply> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') {
    const { status, headers = {}, body } = await work(ctx)
    reply.code(status).headers(headers)
    return body
  }

  const { answer, replayed } = await serveOnce({ request, key }, ctx, async (ctx) =>
    keptOf({ request, reply }, await work(ctx)),
  )
  if (replayed) reply.header('idempotency-replayed', 'true')
  request.reveals_personal_data = answer.reveals_personal_data
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .type('application/json; charset=utf-8')
    .send(answer.body)
}

/** An answer to keep, and the person whose data its body contains. */
type Keepable = KeptAnswer & { readonly registration_id: string | null }

/**
 * Runs `work` unless this key was served before; then its answer is the one that was kept.
 *
 * @throws {AppError} `idempotency_key_in_use`, `idempotency_key_reused`, and what `work` throws
 */
async function serveOnce<Ctx extends Writing>(
  { request, key }: { request: FastifyRequest; key: string },
  ctx: Ctx,
  work: (ctx: Ctx) => Promise<Keepable>,
): Promise<{ answer: KeptAnswer; replayed: boolean }> {
  const keyed = { caller: callerOf(request), key: withoutQuotes(key), request_hash: hashOf(request) }
  const wake_ups = new Set<WakeUp>()
  const served = await inTransaction(ctx.db, async (tx) => {
    wake_ups.clear() // of a try that was rolled back
    const kept = await findKept(tx, keyed)
    if (kept !== undefined) return { answer: kept, replayed: true }
    const waker = { wake: (task: WakeUp) => void wake_ups.add(task) }
    const { registration_id, ...answer } = await work({ ...ctx, db: tx, waker })
    await keepAnswer(tx, keyed, answer, registration_id)
    return { answer, replayed: false }
  })
  for (const task of wake_ups) ctx.waker.wake(task) // after the commit: before it a notifier finds no rows
  return served
}

/** As {@link serveOnce} for a form: while another request with the key is served, it waits for some seconds. */
export async function serveOneByOne<Ctx extends Writing>(...args: Parameters<typeof serveOnce<Ctx>>) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await serveOnce(...args)
    } catch (error) {
      const is_in_use = error instanceof AppError && error.code === 'idempotency_key_in_use'
      if (!is_in_use || tries === IN_USE.tries) throw error
    }
    await pause(IN_USE.pause_ms)
  }
}

async function findKept(tx: Tx, keyed: KeyedRequest): Promise<KeptAnswer | undefined> {
  if (!(await lockKey(tx, keyed))) {
    throw new AppError(
      'idempotency_key_in_use',
      'A request with this Idempotency-Key is being served. Send it again in a second.',
      { retry_after_seconds: RETRY_AFTER_SECONDS },
    )
  }
  const kept = await findAnswer(tx, keyed)
  if (kept !== undefined && kept.request_hash !== keyed.request_hash) {
    const detail = 'This key came with another request before: take a new key for a new request.'
    throw new AppError('idempotency_key_reused', detail, {
      faults: [{ pointer: '/idempotency-key', detail }],
    })
  }
  return kept
}

function keptOf(
  { request, reply }: Exchange,
  { status, headers = {}, body, registration_id }: Answer<unknown>,
): Keepable {
  const text = reply.code(status).serialize(body) // by the route's schema of this status
  if (typeof text !== 'string') throw new Error('JSON is serialised to a text.')
  return {
    status,
    headers,
    body: text,
    registration_id,
    reveals_personal_data: request.reveals_personal_data,
  }
}

/**
 * A key is unique per caller. A caller without an admin key is identified by the client address, as for the limits: from another
 * address a repetition is a first request, which the uniqueness of the registration refuses with 409. Only the hash of the
 * address is stored.
 */
function callerOf({ caller, ip }: FastifyRequest): string {
  if (caller) return caller.api_key_id === null ? `key ${caller.name}` : `api_key ${caller.api_key_id}`
  return `address ${createHash('sha256').update(normalizeIP(ip)).digest('base64url')}`
}

/** The quoted form of RFC 9651 is the same key as the plain one. */
function withoutQuotes(key: string): string {
  const quoted = /^"(.+)"$/u.exec(key)?.[1]
  return quoted === undefined ? key : quoted.replaceAll(/\\(["\\])/gu, '$1')
}

/** The order of the query's parameters does not count. */
function hashOf({ method, url, body }: FastifyRequest): string {
  const [path = url] = url.split('?', 1)
  const parameters = [...new URLSearchParams(url.slice(path.length))].toSorted(([a], [b]) =>
    a < b ? -1 : a > b ? 1 : 0,
  )
  return createHash('sha256')
    .update(canonicalJson([method, path, body ?? null, ...parameters]))
    .digest('base64url')
}
