/** Sends one request, and reports whether it was sent and answered. */

import { performance } from 'node:perf_hooks'
import type { Dispatcher } from 'undici'
import { onAbort } from '@dutybell/shared/async/on-abort'

const MAX_ANSWER_BYTES = 256 * 1024 // Graph answers in a few hundred bytes

export type HeaderValue = string | string[] | undefined

export interface AnsweredExchange {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: Readonly<Record<string, HeaderValue>>
  /** Null if it was incomplete, did not end in time, or was too large. */
  readonly body: string | null
}

export type Exchange =
  | AnsweredExchange
  /** No byte was sent. */
  | { readonly kind: 'not_sent'; readonly code: string; readonly text: string }
  /** Sent, or possibly sent, and no status line was received. */
  | { readonly kind: 'no_answer'; readonly code: string; readonly text: string }

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly signal: AbortSignal
  /** From the call to the first byte sent: name lookup, connect and TLS included. */
  readonly connect_timeout_ms: number
  /** From the first byte sent to the last byte received. */
  readonly read_timeout_ms: number
}

/**
 * undici calls onRequestStart in the same tick as, and just before, it writes to a connected socket (after a check of a
 * kept-alive one for a pending close): before it nothing was sent; after it something may have been sent.
 */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>()
  const { signal, connect_timeout_ms, read_timeout_ms } = request
  const started_at = performance.now()
  const chunks: Buffer[] = []
  let size = 0
  let settled = false
  let controller: Dispatcher.DispatchController | undefined
  let head: Pick<AnsweredExchange, 'status' | 'headers'> | undefined

  const settle = (result: Exchange): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    forget()
    resolve(result)
  }
  const fail = (code: string, text: string): void => {
    if (head) settle({ kind: 'answered', ...head, body: null })
    else settle({ kind: controller ? 'no_answer' : 'not_sent', code, text })
    controller?.abort(new Error(text))
  }
  const abort = (): void => fail('aborted', 'Aborted: the service is stopping.')
  const noConnection = (): void => fail('connect_timeout', `No connection within ${connect_timeout_ms} ms.`)
  const noAnswer = (): void => fail('read_timeout', `No complete answer within ${read_timeout_ms} ms.`)
  let timer = setTimeout(noConnection, connect_timeout_ms)

  const forget = onAbort(signal, abort)
  if (signal.aborted) {
    abort()
    return promise
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(request_controller) {
      // In a stalled process the timers are late; a second start would be a retry.
      if (performance.now() - started_at > connect_timeout_ms && !controller) noConnection()
      if (settled || controller) {
        request_controller.abort(new Error('Aborted before the first byte.'))
        return
      }
      controller = request_controller
      clearTimeout(timer)
      timer = setTimeout(noAnswer, read_timeout_ms)
    },
    onResponseStart(_, status, headers) {
      if (status >= 200) head = { status, headers }
    },
    onResponseData(_, chunk) {
      size += chunk.length
      if (size > MAX_ANSWER_BYTES) fail('answer_too_large', 'The answer is too large.')
      else chunks.push(chunk)
    },
    onResponseEnd() {
      if (head) settle({ kind: 'answered', ...head, body: Buffer.concat(chunks).toString('utf8') })
    },
    onResponseError(_, error) {
      fail(codeOf(error), error.message)
    },
  }
  try {
    dispatcher.dispatch(
      { method: request.method, path: request.path, headers: request.headers, body: request.body },
      handler,
    )
  } catch (error) {
    if (!(error instanceof Error)) throw error
    fail(codeOf(error), error.message)
  }
  return promise
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
