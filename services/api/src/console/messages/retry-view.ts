import { REFUSALS, type RetryRefusal } from '../../deliveries/retry-refusals.ts'
import type { RetriedDeliveries, RetryFilter } from '../../deliveries/retry-schemas.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { withQuery } from '../parts/pager.ts'
import { counted } from '../parts/time.ts'
import { wordsOf } from './filters.ts'

export interface RetryData {
  readonly filter: RetryFilter
  /** Of a dry run. */
  readonly run: RetriedDeliveries
}

/** What a retry of all that match would do, before it does it. The number that is shown is the guard. */
export function retryView({ filter, run }: RetryData, frame: Frame): View {
  const { matched, retried, refused } = run
  const list = withQuery('/console/messages', { ...filter, state: filter.state })
  const doubtful = refused.find(({ reason }) => reason === 'may_have_arrived')?.count ?? 0
  const hidden = { ...filter, expected_count: matched }
  const send = (words: string, kind: string, confirm_duplicate: boolean) =>
    form(
      frame,
      {
        action: '/console/messages/retry',
        hidden: confirm_duplicate ? { ...hidden, confirm_duplicate: 'true' } : hidden,
      },
      html`<button class="button ${kind}">${words}</button>`,
    )
  return {
    title: `Retry: ${wordsOf(filter, frame)}`,
    body: html`<header><p><a href="${list}">Messages</a></p><h1>${retried === 0 ? 'Nothing to send again' : `Retry ${counted(retried, 'message')}`}</h1><p class="soft">${wordsOf(filter, frame)}</p></header>
<section class="card" aria-label="What it does"><p>${counted(matched, 'message matches', 'messages match')} now. ${retried === 0 ? 'None of them would be sent again.' : `${retried === matched ? 'All' : retried} would be sent again, each with its full number of tries.`}</p>
${refused.length > 0 && refusals(refused)}
<div class="row">${retried > 0 && send(`Send ${retried === 1 ? 'it' : `these ${retried}`} again`, 'main', false)}${doubtful > 0 && send(`Also the ${doubtful} that may have arrived`, '', true)}<a class="button" href="${list}">Back to the list</a></div></section>`,
  }
}

function refusals(refused: readonly { readonly reason: RetryRefusal; readonly count: number }[]): Html {
  return html`<ul>${refused.map(({ reason, count }) => html`<li class="line"><strong class="number">${count} ×</strong> ${reason === 'may_have_arrived' ? 'The message may have arrived: a retry may reach the person a second time.' : REFUSALS[reason]}</li>`)}</ul>`
}
