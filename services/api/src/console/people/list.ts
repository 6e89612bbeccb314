import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { AppError } from '@dutybell/shared/errors'
import { type Static, Type } from 'typebox'
import type { Page } from '../../http/page.ts'
import { PageQuery } from '../../http/schemas.ts'
import { withView } from '../../pii/personal-view.ts'
import { listRegistrations } from '../../registrations/list-registrations.ts'
import { ListRegistrations, type Registration } from '../../registrations/schemas.ts'
import type { ConsoleContext } from '../frame/context.ts'
import type { Frame, View } from '../frame/frame.ts'
import { showPage } from '../frame/show-page.ts'
import { html, type Html } from '../html.ts'
import { contactLinks } from '../parts/contact.ts'
import { icon } from '../parts/icon.ts'
import { nextPage } from '../parts/pager.ts'
import { state } from '../parts/state.ts'
import { time } from '../parts/time.ts'

const PeopleQuery = Type.Object({
  search: ListRegistrations.properties.search,
  cursor: PageQuery.cursor,
})

interface PeopleData extends Page<Registration> {
  readonly search: string
  /** Why the search was refused. */
  readonly fault: string | null
}

const NOTHING: Page<Registration> = { items: [], next_cursor: null }

export const peopleList: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  app.get(
    '/people',
    { schema: { querystring: PeopleQuery }, config: { scopes: ['registrations'] } },
    async (request, reply) => {
      const data = await loadPeople(withView(ctx, request), request.query)
      const status = data.fault === null ? 200 : 422
      return showPage(ctx, { request, reply }, { here: '/console/people', status, data, view: peopleView })
    },
  )
}

async function loadPeople(
  ctx: Parameters<typeof listRegistrations>[0],
  { search: typed = '', ...page }: Static<typeof PeopleQuery>,
): Promise<PeopleData> {
  const search = typed.trim()
  try {
    const query = { ...page, ...(search === '' ? {} : { search }), status: 'active' as const }
    const people = await listRegistrations(ctx, { ...query, sort: '-created_at', limit: 50 })
    return { ...people, search, fault: null }
  } catch (error) {
    if (!(error instanceof AppError) || search === '') throw error
    return { ...NOTHING, search, fault: error.faults[0]?.detail ?? error.message }
  }
}

function peopleView(data: PeopleData, frame: Frame): View {
  const { search, fault, items, next_cursor } = data
  const hint = frame.sees_pii
    ? 'The beginning of each name, the last digits of the number, or part of the address with @.'
    : 'The beginning of each name, or the four digits that are shown.'
  const is_wrong = fault !== null
  return {
    title: search === '' ? 'People' : `People: ${search}`,
    body: html`<header class="head"><h1>People</h1><div class="row"><a class="button" href="/console/people/new">${icon('plus')}New person</a>${frame.sees_pii && html`<a class="button" href="/console/import">${icon('import')}Import a list</a>`}</div></header>
<form class="search field${is_wrong && ' wrong'}" role="search" method="get" action="/console/people"><label for="search">Find somebody</label>
<input id="search" type="search" name="search" value="${search}" maxlength="200" autocomplete="off" dir="auto" aria-describedby="${is_wrong && 'search-fault '}search-hint"${is_wrong && html` aria-invalid="true" autofocus`}>
<button class="button">${icon('search')}Find</button>
${is_wrong && html`<span class="why" id="search-fault">${fault}</span>`}<span class="hint" id="search-hint">${hint}</span></form>
${items.length > 0 && html`<section class="card" aria-labelledby="found-title"><div class="head"><h2 id="found-title">${search === '' ? 'Who signed up last' : 'Found'}</h2>${search !== '' && html`<a href="/console/people">Everybody</a>`}</div><ul class="people directory">${items.map((person) => row(person, frame))}</ul></section>`}
${items.length === 0 && !is_wrong && nobody(search, frame)}${nextPage(frame.url, next_cursor)}`,
  }
}

function row(person: Registration, frame: Frame): Html {
  const { id, full_name, phone_number, email, whatsapp_opt_in, created_at } = person
  const addresses = [phone_number, email].filter((address) => address !== null)
  return html`<li class="person"><a class="row-link" href="/console/people/${id}"><span class="name" dir="auto">${full_name}</span>${icon('right', 'chevron')}</a>
<p class="soft addresses">${addresses.map((address) => html`<span class="number">${address}</span>`)}<span>since ${time(created_at, frame)}</span></p>
<div class="row">${!whatsapp_opt_in && state('plain', 'mail', email === null ? 'No messages: phone only' : 'E-mail only')}${contactLinks(person)}</div></li>`
}

function nobody(search: string, { sees_pii }: Frame): Html {
  if (search === '') {
    return html`<section class="card"><h2>No registrations yet</h2><p>People sign up by themselves${sees_pii && html`, or come from a list: <a href="/console/import">Import</a>`}.</p></section>`
  }
  return html`<section class="card" role="status"><h2>No match</h2><p>No name has a word that begins with <strong dir="auto">${search}</strong>. Try a shorter part of the name, or the last four digits of the number. <a href="/console/people">Everybody</a></p></section>`
}
