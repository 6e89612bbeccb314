import type { FastifyReply } from 'fastify'
import type { Answer } from '../behaviour/answer.ts'
import { graphErrorBody, httpStatusOf } from './graph-error.ts'

const DEFAULT_HTML_STATUS = 502

/** Null where no answer is sent. */
export function httpStatusOfAnswer(answer: Answer): number | null {
  if (answer.kind === 'accepted' || answer.kind === 'cut_off') return 200
  if (answer.kind === 'error') return httpStatusOf(answer)
  if (answer.kind === 'html') return answer.http_status ?? DEFAULT_HTML_STATUS
  return null
}

/** Whether Meta accepts and delivers the message under this answer. */
export function isTaken(answer: Answer): boolean {
  if (answer.kind === 'error' || answer.kind === 'html') return answer.taken === true
  if (answer.kind === 'hang') return answer.taken !== false
  return answer.kind !== 'reset'
}

/** Sends the answer; `success` is the JSON of the default answer. */
export function giveAnswer(reply: FastifyReply, answer: Answer, success: unknown): FastifyReply {
  const status = httpStatusOfAnswer(answer) ?? 200
  if ('retry_after_seconds' in answer && answer.retry_after_seconds !== undefined) {
    reply.header('retry-after', String(answer.retry_after_seconds))
  }
  if (answer.kind === 'accepted') return reply.code(200).send(success)
  if (answer.kind === 'error') {
    return reply.code(status).send(graphErrorBody(answer, String(reply.getHeader('x-fb-trace-id'))))
  }
  if (answer.kind === 'html') {
    const page = `<html><body><h1>${status}</h1></body></html>`
    return reply.code(status).type('text/html; charset=utf-8').send(page)
  }
  if (answer.kind === 'cut_off') {
    const json = JSON.stringify(success)
    return reply.code(200).send(json.slice(0, json.length / 2))
  }
  reply.hijack()
  if (answer.kind === 'lost') reply.raw.socket?.destroy()
  if (answer.kind === 'reset') reply.raw.socket?.resetAndDestroy()
  return reply
}
