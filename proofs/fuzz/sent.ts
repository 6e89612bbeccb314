import { setTimeout as delay } from 'node:timers/promises'
import type { Exchange } from './answer.ts'
import type { Request } from './request.ts'
import type { Tally } from './tally.ts'
import type { Wire } from './wire.ts'

/** A request and what came back. */
export interface Sent {
  readonly request: Request
  readonly exchange: Exchange
}

const SENT_AGAIN_AFTER_MS = 250

/** What is turned away, as the API has too much to do, was not looked at: it is counted, and sent again. */
export async function send(wire: Wire, request: Request, tally: Tally): Promise<Sent> {
  for (;;) {
    const exchange = await wire.send(request)
    const [first] = exchange.answers
    if (first?.status !== 503 || !first.body.includes('"overloaded"')) {
      tally.count(request, exchange)
      return { request, exchange }
    }
    tally.countShed()
    await delay(SENT_AGAIN_AFTER_MS)
  }
}
