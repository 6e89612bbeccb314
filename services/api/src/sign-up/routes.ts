import type { ConsentWords } from '@dutybell/shared/config/consent-words'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { CATALOGUE } from '../errors/catalogue.ts'
import { serveOneByOne } from '../http/idempotency.ts'
import { readTraceparent } from '../http/traceparent.ts'
import { describeError } from '../plugins/problem-details.ts'
import { type AddressLimit, limitPerAddress } from '../plugins/public-limits.ts'
import { createRegistration, type RegisteringContext } from '../registrations/create-registration.ts'
import { choosePageLanguage, type PageLanguage, pageLanguagesOf } from './page-language.ts'
import { describeFaults, readForm, toRegistration, type Typed } from './read-form.ts'
import { PAGE_POLICY } from './style.ts'
import { donePage, existsPage, formPage, refusalPage } from './view.ts'

export interface SignUpOptions {
  readonly ctx: RegisteringContext
  readonly community_name: string | undefined
  readonly consent_words: ConsentWords | undefined
  /** The one of the public route. */
  readonly limit: AddressLimit
}

const BODY_LIMIT_BYTES = 64 * 1024
const SEE_OTHER = 303
const SECONDS_PER_MINUTE = 60

const Reached = Type.Object({ whatsapp: Type.Boolean(), email: Type.Boolean() })

/** The sign-up page: a form at `/` that works without a script, and the page after it. */
export async function signUpPage(app: FastifyInstance, options: SignUpOptions): Promise<void> {
  const { ctx, community_name, limit } = options
  const languages = pageLanguagesOf(ctx.template_languages)
  const { default_country, template_languages: message_languages } = ctx
  const site = { community_name, default_country, languages, message_languages }
  const languageOf = ({ query, headers }: FastifyRequest) =>
    choosePageLanguage(languages, { lang: langIn(query), accept_language: headers['accept-language'] })
  const consentIn = (language: PageLanguage) => consentOf(options, language)

  app.decorateRequest('caller', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    (_, body, done) => done(null, body),
  )
  app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'content-security-policy': PAGE_POLICY,
      'cache-control': 'no-store',
      vary: 'accept-language',
    })
  })
  app.setErrorHandler((error, request, reply) => {
    const known = describeError(error, { request, reply })
    const language = languageOf(request)
    const { words } = language
    reply.code(CATALOGUE[known.code].status)
    if (known.code === 'registration_exists') return sendPage(reply, existsPage(language))
    const typed = typedIn(request, message_languages[0])
    const state = typed && { typed, consent: consentIn(language) }
    if (known.code === 'rate_limited' && state) {
      const minutes = Math.ceil((known.retry_after_seconds ?? 0) / SECONDS_PER_MINUTE)
      const alert = words.too_many.replaceAll('{minutes}', String(minutes))
      return sendPage(reply, formPage(site, language, { ...state, faults: new Map(), alert }))
    }
    const faults = describeFaults(known.faults, words)
    if (known.code === 'invalid_input' && state && faults.size > 0)
      return sendPage(reply.code(422), formPage(site, language, { ...state, faults }))
    const is_full = known.code === 'overloaded' || known.code === 'database_unavailable'
    return sendPage(reply, refusalPage(language, is_full ? words.busy : words.broken))
  })

  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const language = languageOf(request)
    const typed = readForm(
      '',
      message_languages.includes(language.code) ? language.code : message_languages[0],
    )
    return sendPage(
      reply,
      formPage(site, language, { typed, consent: consentIn(language), faults: new Map() }),
    )
  })
  app.get('/signed-up', { schema: { hide: true } }, async (request, reply) => {
    const { channel = '' } = Object(request.query)
    const reached = { whatsapp: channel !== 'email', email: channel !== 'whatsapp' }
    return sendPage(reply, donePage(languageOf(request), reached))
  })
  await app.register(async (limited) => {
    await limitPerAddress(limited, limit, 'preHandler')
    limited.post('/', { schema: { hide: true } }, async (request, reply) => {
      const language = languageOf(request)
      const typed = typedIn(request, message_languages[0])
      if (typed === undefined) throw new AppError('malformed_request', 'The form is empty.')
      const traceparent = readTraceparent(request.headers.traceparent)
      const { answer } = await serveOneByOne({ request, key: keyOf(typed) }, ctx, async (ctx) => {
        const input = toRegistration(typed, consentIn(language), ctx)
        const person = await createRegistration(ctx, input, { traceparent, by_key: false })
        const reached = { whatsapp: person.whatsapp_opt_in, email: person.email !== null }
        return {
          status: SEE_OTHER,
          headers: {},
          body: JSON.stringify(reached),
          registration_id: person.id,
          reveals_personal_data: false,
        }
      })
      const { whatsapp, email } = Value.Parse(Reached, JSON.parse(answer.body))
      const channel = whatsapp && email ? 'both' : whatsapp ? 'whatsapp' : 'email'
      return reply.redirect(`/signed-up?channel=${channel}&lang=${language.code}`, SEE_OTHER)
    })
  })
}

/** A form that was changed after "back" is another request: the next member of the family. */
function keyOf(typed: Typed): string {
  return `sign-up ${createHash('sha256').update(JSON.stringify(typed)).digest('base64url')}`
}

function consentOf({ community_name, consent_words }: SignUpOptions, { code, words }: PageLanguage) {
  const given = consent_words?.[code] ?? consent_words?.['']
  if (given !== undefined) return { words: given, language: code }
  const [other] = Object.entries(consent_words ?? {})
  if (other !== undefined) return { language: other[0], words: other[1] }
  return {
    words: words.consent.replaceAll('{community}', () => community_name ?? words.organisers),
    language: code,
  }
}

function typedIn({ body }: FastifyRequest, default_language: string): Typed | undefined {
  return typeof body === 'string' && body !== '' ? readForm(body, default_language) : undefined
}

function langIn(query: unknown): string | undefined {
  const lang: unknown = Object(query)['lang']
  return typeof lang === 'string' ? lang : undefined
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}
