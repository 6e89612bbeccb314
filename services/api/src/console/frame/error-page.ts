import type { AppError, ErrorCode } from '@dutybell/shared/errors'
import type { FastifyReply } from 'fastify'
import { listAuditLog } from '../../audit/list-audit-log.ts'
import type { AuditEntry } from '../../audit/schemas.ts'
import { CATALOGUE } from '../../errors/catalogue.ts'
import type { Exchange } from '../../http/exchange.ts'
import { idIn } from '../../http/schemas.ts'
import { describeError } from '../../plugins/problem-details.ts'
import { html, type Html } from '../html.ts'
import { describeEntry } from '../parts/audit-entry.ts'
import type { ConsoleContext } from './context.ts'
import { type Frame, frameOf } from './frame.ts'
import { ConsoleRefusal } from './refusal.ts'
import { sendView } from './show-page.ts'

/** Answers with a page that says what happened and what to do; nothing was written. */
export async function sendErrorPage(
  ctx: ConsoleContext,
  exchange: Exchange,
  error: unknown,
): Promise<FastifyReply> {
  const frame = await frameOf(ctx, exchange.request).catch(() => null) // the database may be the error
  if (error instanceof ConsoleRefusal) {
    const { status, title, message } = error
    return sendView(exchange, { frame, status, view: { title, body: explanation(title, message, exchange) } })
  }
  const known = describeError(error, exchange)
  const { status } = CATALOGUE[known.code]
  if (known.code === 'precondition_failed' && frame !== null) {
    const view = changedView(await lastChange(ctx, known, exchange).catch(() => undefined), frame, exchange)
    return sendView(exchange, { frame, status, view })
  }
  const { title, words } = PLAIN_WORDS[known.code] ?? {
    title: CATALOGUE[known.code].title,
    words: wordsOf(known),
  }
  return sendView(exchange, { frame, status, view: { title, body: explanation(title, words, exchange) } })
}

/** Where the API speaks to programs. */
const PLAIN_WORDS: { readonly [Code in ErrorCode]?: { readonly title: string; readonly words: string } } = {
  registration_not_found: {
    title: 'This person is not here',
    words: 'They were erased, or the address is mistyped. People has everybody who is registered.',
  },
  delivery_not_found: {
    title: 'This message is not here',
    words: 'It was deleted after its time, or the address is mistyped. Messages has those that are kept.',
  },
  idempotency_key_in_use: {
    title: 'This form is being processed',
    words: 'It was sent twice at once. Open the page again in a second to see what became of it.',
  },
}

function wordsOf({ faults, message }: AppError): Html {
  if (faults.length === 0) return html`${message}`
  const sentences = new Set(faults.map(({ detail }) => detail))
  return html`${[...sentences].join(' ')}`
}

function explanation(title: string, words: Html | string, { request }: Exchange): Html {
  return html`<div class="card"><h1>${title}</h1><p>${words}</p>${goBack(request.headers.referer)}
<p class="soft">If you report this, name the request: <code>${request.id}</code></p></div>`
}

/** Of two people who change a thing at the same time, the second sees what the first did. */
function changedView(entry: AuditEntry | undefined, frame: Frame, { request }: Exchange) {
  const title = 'Somebody else changed it first'
  const what =
    entry === undefined ? 'It was changed after this page was opened.' : describeEntry(entry, frame)
  return {
    title,
    body: html`<div class="card attention"><h1>${title}</h1><p>${what}</p>
<p>Your change was not made. Look at it as it is now, and repeat your change if it is still right.</p>${goBack(request.headers.referer)}</div>`,
  }
}

/** Who changed what the request names, the last time. */
export async function lastChange(
  ctx: ConsoleContext,
  { members }: AppError,
  { request }: Exchange,
): Promise<AuditEntry | undefined> {
  const subject_id = members.duty_assignment_id ?? idIn(request.params)
  if (subject_id === undefined) return undefined
  const { items } = await listAuditLog(ctx, { limit: 10, sort: '-created_at', subject_id })
  return items.find(({ action }) => action !== 'personal_data.revealed')
}

function goBack(referer: string | undefined): Html {
  const url = URL.parse(referer ?? '')
  const is_page = url?.pathname.startsWith('/console/') === true
  const [path, words] = is_page
    ? [`${url.pathname}${url.search}`, 'Back to the page']
    : ['/console', 'To the console']
  return html`<div class="row"><a class="button main" href="${path}">${words}</a></div>`
}
