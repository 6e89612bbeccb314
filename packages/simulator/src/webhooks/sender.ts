import type { Logger } from '@dutybell/shared/logger'
import { Agent, request } from 'undici'
import type { Behaviour } from '../behaviour/schema.ts'
import { appSecretOf, type Identity } from '../graph/account.ts'
import type { Change } from './changes.ts'
import { encodeChanges, signatureOf } from './encode-changes.ts'

const ANSWER_TIMEOUT_MS = 5_000 // a receiver only stores the body; Meta recommends 250 ms
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
const MAX_TRIES = 20 // about seven minutes; Meta retries for seven days
const MAX_WAITING = 200_000 // updates; beyond it the newest are dropped, to bound the memory
const DEFAULT_BATCH_SIZE = 100

export interface WebhookSender {
  readonly url: () => string | undefined
  readonly setUrl: (url: string | undefined) => void
  /** Resolves after the first delivery attempt. */
  readonly send: (change: Change) => Promise<void>
  /** Number of updates that are neither delivered nor dropped. */
  readonly pending: () => number
  readonly close: () => Promise<void>
}

interface Waiting {
  readonly change: Change
  readonly tried: () => void
}

export interface WebhookSenderOptions {
  readonly identity: Identity
  readonly url: string | undefined
  readonly behaviour: () => Behaviour
  readonly log: Logger
  /** Called when `pending` becomes 0. */
  readonly onIdle: () => void
}

/** Sends updates as Meta does: signed, in batches, and retried until the receiver answers 200. */
export function createWebhookSender({
  identity,
  behaviour,
  log,
  ...options
}: WebhookSenderOptions): WebhookSender {
  const agent = new Agent({ keepAliveTimeout: 1_000 })
  const stop = new AbortController()
  const pauses = new Set<NodeJS.Timeout>()
  let url = options.url
  let queue: Waiting[] = []
  let posting = false
  let pending = 0
  let holding: NodeJS.Timeout | undefined

  function settle(count: number): void {
    pending -= count
    if (pending === 0) options.onIdle()
  }

  function later(ms: number, action: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      pauses.delete(timer)
      action()
    }, ms)
    pauses.add(timer)
    return timer
  }

  function sendNext(): void {
    const { batch_size = DEFAULT_BATCH_SIZE, hold_ms = 0 } = behaviour().webhooks ?? {}
    if (posting || stop.signal.aborted || queue.length === 0) return
    if (hold_ms > 0 && queue.length < batch_size) {
      holding ??= later(hold_ms, () => {
        holding = undefined
        void drain(batch_size)
      })
      return
    }
    void drain(batch_size)
  }

  /** One POST at a time keeps the order of the updates. */
  async function drain(batchSize: number): Promise<void> {
    if (posting || queue.length === 0) return
    posting = true
    const batch = queue.slice(0, batchSize)
    queue = queue.slice(batchSize)
    const bytes = encodeChanges(
      identity.business_account_id,
      batch.map(({ change }) => change),
    )
    await tryOnce(bytes, batch.length, 1)
    posting = false
    for (const { tried } of batch) tried()
    sendNext()
  }

  async function tryOnce(bytes: Buffer, updates: number, tries: number): Promise<void> {
    const outcome = await post(bytes)
    if (outcome === 200 || url === undefined || stop.signal.aborted) return settle(updates)
    if (tries >= MAX_TRIES) {
      log.warn({ outcome, updates, tries }, 'Webhook dropped after the last retry')
      return settle(updates)
    }
    if (tries === 1) log.warn({ outcome, updates }, 'Webhook not answered with 200; retrying')
    later(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)), () => {
      void tryOnce(bytes, updates, tries + 1)
    })
  }

  async function post(bytes: Buffer): Promise<number | string> {
    if (url === undefined) return 'no webhook URL'
    const is_bad = behaviour().webhooks?.bad_signature === true
    const secret = is_bad ? 'wrong secret' : appSecretOf(identity, behaviour())
    try {
      const answer = await request(url, {
        method: 'POST',
        dispatcher: agent,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          ...(secret === undefined ? {} : { 'x-hub-signature-256': signatureOf(bytes, secret) }),
        },
        body: bytes,
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      })
      await answer.body.dump()
      return answer.statusCode
    } catch (cause) {
      return cause instanceof Error ? cause.message : 'unreachable'
    }
  }

  return {
    url: () => url,
    setUrl: (next) => {
      url = next
    },
    pending: () => pending,
    send(change) {
      if (url === undefined || stop.signal.aborted || pending >= MAX_WAITING) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      pending += 1
      queue.push({ change, tried: resolve })
      sendNext()
      return promise
    },
    async close() {
      stop.abort()
      for (const timer of pauses) clearTimeout(timer)
      for (const { tried } of queue) tried()
      queue = []
      await agent.destroy()
    },
  }
}
