import { startOfDay } from '@dutybell/shared/calendar/duty-day'
import type { Channel, DeliveryState } from '@dutybell/shared/db/vocabulary'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import type { Static } from 'typebox'
import { Type } from 'typebox'
import { ListDeliveries } from '../../deliveries/schemas.ts'
import type { RetryFilter } from '../../deliveries/retry-schemas.ts'
import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { templateTitle } from '../parts/delivery-entry.ts'
import { icon } from '../parts/icon.ts'
import { withQuery } from '../parts/pager.ts'
import { channelName } from '../parts/state.ts'
import { shortDayName, time, todayOf } from '../parts/time.ts'
import { reasonWords } from './failure-title.ts'

export const MessagesQuery = Type.Omit(ListDeliveries, ['limit', 'sort'])
export type MessagesQuery = Static<typeof MessagesQuery>

interface StateFilter {
  readonly name: string
  readonly states: readonly DeliveryState[]
}

const STATES: readonly StateFilter[] = [
  { name: 'Failed', states: ['failed'] },
  { name: 'Held', states: ['held'] },
  { name: 'In doubt', states: ['in_doubt'] },
  { name: 'Too late', states: ['expired'] },
  { name: 'Waiting', states: ['pending', 'sending'] },
  { name: 'Sent', states: ['accepted', 'sent'] },
  { name: 'Arrived', states: ['delivered', 'read'] },
  { name: 'Cancelled', states: ['cancelled'] },
]

const CHANNEL_FILTERS = ['whatsapp', 'email'] as const satisfies readonly Channel[]
const DAYS = [
  { name: 'Today', days: 0 },
  { name: '7 days', days: 6 },
] as const

/** Links, so that a filtered list can be kept and sent. The rare filters are folded; those that are set stand below, each with its end. */
export function filterLinks(query: MessagesQuery, frame: Frame): Html {
  const { state = [], channel, template, created_from } = query
  const link = (name: string, changes: Parameters<typeof withQuery>[1], is_set: boolean) =>
    html`<li><a href="${withQuery(frame.url, changes)}"${is_set && html` aria-current="true"`}>${name}</a></li>`
  const is_state = ({ states }: StateFilter) =>
    states.length === state.length && states.every((one) => state.includes(one))
  const since = DAYS.map(({ name, days }) => {
    const from = startOfDay(todayOf(frame).subtract({ days }), frame.time_zone).toString()
    return link(name, { created_from: from, created_to: undefined }, created_from === from)
  })
  return html`<nav class="filters" aria-label="Filters"><ul class="chips" aria-label="State">${link('All', { state: undefined }, state.length === 0)}${STATES.map((one) => link(one.name, { state: one.states }, is_state(one)))}</ul>
<details><summary class="button">More filters</summary>
<ul class="chips" aria-label="Channel">${link('Both channels', { channel: undefined }, channel === undefined)}${CHANNEL_FILTERS.map((one) => link(channelName(one), { channel: one }, channel === one))}</ul>
<ul class="chips" aria-label="Kind">${link('Every kind', { template: undefined }, template === undefined)}${TEMPLATE_NAMES.map((one) => link(templateTitle(one), { template: one }, template === one))}</ul>
<ul class="chips" aria-label="Time">${link('Any time', { created_from: undefined, created_to: undefined }, created_from === undefined)}${since}</ul></details>
${removable(query, frame)}</nav>`
}

/** All filters but the state. */
function removable(query: MessagesQuery, frame: Frame): Html | false {
  const { channel, template, created_from, created_to } = query
  const { error_code, reason, duty_date, registration_id, duty_assignment_id } = query
  const set = [
    channel !== undefined && { name: 'channel', words: channelName(channel) },
    template !== undefined && { name: 'template', words: templateTitle(template) },
    created_from !== undefined && { name: 'created_from', words: html`From ${time(created_from, frame)}` },
    created_to !== undefined && { name: 'created_to', words: html`Before ${time(created_to, frame)}` },
    error_code !== undefined && { name: 'error_code', words: `Error ${error_code}` },
    reason !== undefined && { name: 'reason', words: `Because ${reasonWords(reason)}` },
    duty_date !== undefined && { name: 'duty_date', words: `Duties of ${duty_date}` },
    registration_id !== undefined && { name: 'registration_id', words: 'One person' },
    duty_assignment_id !== undefined && { name: 'duty_assignment_id', words: 'One duty' },
  ].filter((one) => one !== false)
  return (
    set.length > 0 &&
    html`<ul class="chips" aria-label="Also filtered by">${set.map(({ name, words }) => html`<li><a aria-current="true" href="${withQuery(frame.url, { [name]: undefined })}"><span class="unseen">End the filter </span>${words}${icon('cross')}</a></li>`)}</ul>`
  )
}

/** `Messages: Failed, WhatsApp`, for the title of the page. */
export function titleFor({ state = [], channel, template, error_code }: MessagesQuery): string {
  const words = [
    ...STATES.filter(({ states }) => states.some((one) => state.includes(one))).map(({ name }) => name),
    channel !== undefined && channelName(channel),
    template !== undefined && templateTitle(template),
    error_code !== undefined && `error ${error_code}`,
  ].filter((part) => part !== false)
  return words.length === 0 ? 'Messages' : `Messages: ${words.join(', ')}`
}

/** `failed, by WhatsApp, since Sat 6 December`, for the page that asks before a retry. */
export function wordsOf(
  { state, channel, template, error_code, reason, created_from }: RetryFilter,
  clock: { readonly now: Temporal.Instant; readonly time_zone: string },
): string {
  const since =
    created_from === undefined
      ? undefined
      : shortDayName(Temporal.Instant.from(created_from).toZonedDateTimeISO(clock.time_zone).toPlainDate())
  return [
    STATES.find(({ states }) => states.includes(state))?.name ?? state,
    error_code !== undefined && `error ${error_code}`,
    reason !== undefined && reasonWords(reason),
    channel !== undefined && `by ${channelName(channel)}`,
    template !== undefined && templateTitle(template),
    since !== undefined && `since ${since}`,
  ]
    .filter((part) => part !== false)
    .join(' · ')
}

/** @returns undefined where the filter is none that a retry takes, or none of its messages can be sent again */
export function retryFilterOf(query: MessagesQuery): RetryFilter | undefined {
  const { cursor: _, state = [], registration_id, duty_assignment_id, duty_date, ...filter } = query
  const [only, ...more] = state
  if (only === undefined || more.length > 0 || !['failed', 'held', 'in_doubt'].includes(only))
    return undefined
  if (registration_id !== undefined || duty_assignment_id !== undefined || duty_date !== undefined)
    return undefined
  return { ...filter, state: only }
}
