import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { dutyDayText } from '@dutybell/shared/calendar/duty-date'
import { type Static, Type } from 'typebox'
import { listDays } from '../../days/list-days.ts'
import type { Days } from '../../days/schemas.ts'
import { createDutyAssignment } from '../../duty-assignments/assign-duties.ts'
import { listDutyAssignments } from '../../duty-assignments/list-duty-assignments.ts'
import { requireDate } from '../../duty-assignments/read-duty.ts'
import { DutyDate } from '../../duty-assignments/schemas.ts'
import { IdParams } from '../../http/schemas.ts'
import { withView } from '../../pii/personal-view.ts'
import { registrationNotFound } from '../../registrations/failures.ts'
import { findRegistration } from '../../registrations/queries.ts'
import { howTold } from '../day/actions.ts'
import { orOverride, overrideOf, reason } from '../day/override.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import type { Frame, View } from '../frame/frame.ts'
import { showPage } from '../frame/show-page.ts'
import { html, type Html } from '../html.ts'
import { form, formBody } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import { withQuery } from '../parts/pager.ts'
import { state } from '../parts/state.ts'
import { counted, dayName, shortDayName, todayOf } from '../parts/time.ts'

const DAYS = 14
const MAX_DUTIES = 200 // of a person: more than they have in two weeks

const here = '/console/people'
const config = { scopes: ['assignments'] } as const
/** `2026-03-15 Fajar Azaan`: the value of a button. */
const Duty = Type.String({ maxLength: 400, pattern: '^\\d{4}-\\d\\d-\\d\\d .' })
const notify = Type.Optional(Type.Enum(['now', 'later'] as const))

interface AssignData {
  readonly id: string
  readonly full_name: string
  readonly notify: 'now' | 'later'
  readonly days: readonly (Static<typeof Days>['items'][number] & {
    /** What the person has on this day. */
    readonly own: readonly string[]
  })[]
}

/** The next days for one person: each duty is a button. */
export const assignPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  const Query = Type.Object({ from: Type.Optional(DutyDate), notify })
  app.get(
    '/people/:id/assign',
    { schema: { params: IdParams, querystring: Query }, config },
    async (request, reply) => {
      const { id } = request.params
      const { notify = 'now', from: typed } = request.query
      const person = await findRegistration(ctx.db, id)
      if (person?.status !== 'active') throw registrationNotFound()
      const today = (await ctx.now()).toZonedDateTimeISO(ctx.time_zone).toPlainDate()
      const from = typed === undefined ? today : requireDate('from', typed)
      const range = { from: from.toString(), to: from.add({ days: DAYS - 1 }).toString() }
      const [days, duties] = await Promise.all([
        listDays(ctx, range),
        listDutyAssignments(withView(ctx, request), {
          registration_id: id,
          duty_date_from: range.from,
          duty_date_to: range.to,
          status: 'assigned',
          limit: MAX_DUTIES,
          sort: 'duty_date',
        }),
      ])
      const own = Map.groupBy(duties.items, ({ duty_date }) => duty_date)
      const data: AssignData = {
        id,
        full_name: person.full_name,
        notify,
        days: days.items.map((day) => ({
          ...day,
          own: own.get(day.date)?.map(({ duty_time }) => duty_time) ?? [],
        })),
      }
      return showPage(ctx, { request, reply }, { here, data, view: assignView })
    },
  )

  const Assign = formBody({ duty: Duty, from: DutyDate, notify, reason })
  app.post(
    '/people/:id/assign',
    { schema: { params: IdParams, body: Assign }, config },
    async (request, reply) =>
      orOverride(ctx, { request, reply }, () =>
        answerForm(ctx, { request, reply }, async (ctx) => {
          const { id: registration_id } = request.params
          const { duty: chosen, from, notify = 'now' } = request.body
          const [duty_date = ''] = chosen.split(' ', 1)
          const duty_time = chosen.slice(duty_date.length + 1)
          const creation = { registration_id, duty_date, duty_time, notify, ...overrideOf(request.body) }
          const duty = await createDutyAssignment(ctx, creation, null)
          const person = await findRegistration(ctx.db, registration_id)
          return {
            to: `${here}/${registration_id}/assign?from=${from}&notify=${notify}#day-${duty_date}`,
            notice: `${person?.full_name ?? 'An erased person'} has ${duty.duty_time} on ${dutyDayText(duty.duty_date)}, ${howTold(notify)}.`,
            registration_id,
          }
        }),
      ),
  )
}

type Day = AssignData['days'][number]

function assignView({ id, full_name, notify, days }: AssignData, frame: Frame): View {
  const back = `${here}/${id}`
  const first = Temporal.PlainDate.from(days[0]?.date ?? todayOf(frame))
  const from = first.toString()
  const to = (date: Temporal.PlainDate) => withQuery(frame.url, { from: date.toString() })
  const choice = (how: AssignData['notify'], words: string) =>
    html`<li><a href="${withQuery(frame.url, { notify: how })}"${how === notify && html` aria-current="true"`}>${words}</a></li>`
  return {
    title: `Assign ${full_name}`,
    body: html`<header><p class="crumb">${icon('left')}<a href="${back}">Back to the person</a></p><h1>A duty for <bdi>${full_name}</bdi></h1>
<p class="soft">${notify === 'now' ? 'A tap assigns the duty, and the message goes at once.' : 'A tap assigns the duty as a draft: no message goes until you notify from the roster.'}</p></header>
<nav aria-label="Message"><ul class="chips">${choice('now', 'Tell them now')}${choice('later', 'As drafts')}</ul></nav>
${
  days.some(({ duty_times }) => duty_times.length > 0)
    ? form(
        frame,
        { action: `${back}/assign`, css_class: 'nights', hidden: { notify, from } },
        days.map((day) => night(day, frame)),
      )
    : html`<p class="empty">There are no duty times yet: make them under Settings.</p>`
}
<nav class="row" aria-label="Days">${first.until(todayOf(frame)).days < 0 && html`<a class="button" href="${to(first.subtract({ days: DAYS }))}">${icon('left')}Earlier</a>`}<a class="button" href="${to(first.add({ days: DAYS }))}">Later${icon('right')}</a></nav>`,
  }
}

function night({ date, duty_times, own }: Day, frame: Frame): Html {
  const day = Temporal.PlainDate.from(date)
  const away = todayOf(frame).until(day).days
  return html`<section class="card" id="day-${date}"><h2>${shortDayName(day)}${away === 0 ? ' · today' : away === 1 && ' · tomorrow'}</h2><div class="row">${duty_times.map(
    ({ name, places, taken }) =>
      own.includes(name)
        ? state('good', 'tick', html`Has ${name}`)
        : html`<button class="button" name="duty" value="${date} ${name}">${name}<span class="unseen"> on ${dayName(day)}</span> <span class="soft number">${places === null ? counted(taken, 'person', 'people') : taken >= places ? 'full' : `${taken} of ${places}`}</span></button>`,
  )}</div></section>`
}
