import { createHmac } from 'node:crypto'
import type { SeededRandom } from '@dutybell/shared/seeded-random'
import type { Catches } from './catches.ts'
import type { Taken } from './ledger.ts'

/** Of the simulated account. */
export const PHONE_NUMBER_ID = '100000000000001'

/** How callbacks are sent at present. */
export type CallbackMood = 'prompt' | 'doubled' | 'shuffled' | 'delayed' | 'withheld'

export interface CallbackTarget {
  readonly name: string
  readonly url: string
}

export interface CallbacksOptions {
  readonly random: SeededRandom
  readonly catches: Catches
  readonly app_secret: string
  readonly targets: () => readonly CallbackTarget[]
  /** Delayed callbacks come within it, withheld ones after it. */
  readonly window_ms: number
}

interface Callback {
  readonly taken: Taken
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  readonly at_ms: number
  due_ms: number
}

const TICK_MS = 25
const AGAIN_MS = 400
const ANSWER_MS = 3_000
const LARGEST_BATCH = 40

/** Sends status webhooks as Meta does: signed, in batches, repeated until an API answers 200; in order or out of order. */
export class Callbacks {
  mood: CallbackMood = 'prompt'
  /** Messages whose callbacks were scheduled. */
  scheduled = 0
  readonly #options: CallbacksOptions
  #waiting: Callback[] = []
  #posting = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: CallbacksOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#waiting = []
  }

  get pending(): number {
    return this.#waiting.length + this.#posting
  }

  schedule(taken: Taken): void {
    const { random } = this.#options
    this.scheduled += 1
    const first_ms = this.#firstAfter()
    const statuses = random.chance(0.03)
      ? (['sent', 'failed'] as const)
      : random.chance(0.4)
        ? (['sent', 'delivered', 'read'] as const)
        : (['sent', 'delivered'] as const)
    const now = Date.now()
    for (const [place, status] of statuses.entries()) {
      // Out of order: the later status comes first.
      const rank = this.mood === 'shuffled' ? statuses.length - 1 - place : place
      const at_ms = now + place * 1_000
      const copies = this.mood === 'doubled' ? 2 : 1
      for (let copy = 0; copy < copies; copy += 1) {
        const due_ms = now + first_ms + rank * random.between(5, 120) + copy * random.between(0, 300)
        this.#waiting.push({ taken, status, at_ms, due_ms })
      }
    }
  }

  #firstAfter(): number {
    const { random, window_ms } = this.#options
    if (this.mood === 'delayed') return Math.floor(window_ms * (0.2 + random.next() * 0.4))
    if (this.mood === 'withheld') return Math.floor(window_ms * (1.5 + random.next()))
    return random.between(0, 150)
  }

  #tick(): void {
    const { random, targets } = this.#options
    const now = Date.now()
    const due = this.#waiting.filter((callback) => callback.due_ms <= now).slice(0, LARGEST_BATCH)
    if (due.length === 0) return
    this.#waiting = this.#waiting.filter((callback) => !due.includes(callback))
    const batch = this.mood === 'shuffled' ? random.shuffled(due) : due
    this.#posting += batch.length
    void this.#post(batch, random.pick(targets()))
  }

  async #post(batch: readonly Callback[], target: CallbackTarget): Promise<void> {
    const taken_in = await post(target.url, bodyOf(batch), this.#options.app_secret)
    if (taken_in) this.#options.catches.reach('webhook_answered', target.name)
    const now = Date.now()
    this.#posting -= batch.length
    for (const callback of batch) {
      if (taken_in) callback.taken.called_back_ms ??= now
      else this.#waiting.push({ ...callback, due_ms: now + AGAIN_MS })
    }
  }
}

async function post(url: string, body: string, secret: string): Promise<boolean> {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  try {
    const answer = await fetch(`${url}/webhooks/whatsapp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

const METADATA = { display_phone_number: '15550783881', phone_number_id: PHONE_NUMBER_ID }

function bodyOf(batch: readonly Callback[]): string {
  const statuses = batch.map(({ taken, status, at_ms }) => ({
    id: taken.message_id,
    status,
    timestamp: String(Math.floor(at_ms / 1000)),
    recipient_id: taken.to.slice(1),
    biz_opaque_callback_data: `${taken.delivery_id}:${taken.attempt}`,
    ...(status === 'failed' ? { errors: [{ code: 131026, title: 'Message undeliverable' }] } : {}),
  }))
  const value = { messaging_product: 'whatsapp', metadata: METADATA, statuses }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  })
}
