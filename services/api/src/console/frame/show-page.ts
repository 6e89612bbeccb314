import type { FastifyReply } from 'fastify'
import type { Exchange } from '../../http/exchange.ts'
import type { ConsoleContext } from './context.ts'
import { type Frame, frameOf, type View } from './frame.ts'
import { layOut } from './layout.ts'
import type { Place } from './navigation.ts'
import { takeNotice } from './notice.ts'
import { hashOf } from './session.ts'
import { noteView } from './session-queries.ts'

/**
 * Answers with a page of a browser that is signed in. The data are plain JSON, presented with `viewOf(request)`: without `pii`
 * their addresses are masked, with it the view is recorded in the audit log, unless the session was shown the same before.
 */
export async function showPage<Data>(
  ctx: ConsoleContext,
  exchange: Exchange,
  page: {
    readonly here?: Place
    readonly status?: number
    readonly data: Data
    readonly view: (data: Data, frame: Frame) => View
  },
): Promise<FastifyReply> {
  const { request } = exchange
  const frame = await frameOf(ctx, request)
  if (frame === null || request.visit === null) throw new Error('Only a browser that is signed in gets here.')
  if (request.reveals_personal_data) {
    const { session } = request.visit
    const content = hashOf(JSON.stringify(page.data))
    request.reveals_personal_data = await noteView(ctx.db, { session, url: hashOf(request.url), content })
  }
  const view = page.view(page.data, frame)
  const notice = takeNotice(exchange)
  return sendView(exchange, { view, frame, here: page.here, status: page.status, notice })
}

/** Sends the document. */
export function sendView(
  { request, reply }: Exchange,
  page: {
    view: View
    frame: Frame | null
    here?: Place | undefined
    status?: number | undefined
    notice?: string | undefined
  },
): FastifyReply {
  const { community_name, console_assets } = request.server
  return reply
    .code(page.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(layOut({ ...page, community_name, stylesheet: console_assets.stylesheet }))
}
