import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '@dutybell/shared/errors'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { throwIfInvalid } from '../http/faults.ts'
import type { ProblemDocument } from '../http/problem.ts'
import { readTraceparent } from '../http/traceparent.ts'
import { seesPersonalData } from '../pii/personal-view.ts'
import { missingScope } from '../plugins/admin-auth.ts'
import { toProblem } from '../plugins/problem-details.ts'
import { type DutyImportContext, importDutyAssignments } from './import-duty-assignments.ts'
import { importRegistrations, type RegistrationImportContext } from './import-registrations.ts'
import type { Import, ImportInput } from './run-import.ts'
import { ImportAnswer, ImportDutyAssignmentsQuery, ImportRegistrationsQuery } from './schemas.ts'

export const MAX_FILE_BYTES = 10 * 1024 * 1024
const COMMON = { tags: ['imports'], security: ADMIN_SECURITY, consumes: ['text/csv'] }
const FILE =
  'The file is UTF-8, UTF-16 or Windows-1252, with a header and commas, semicolons or tabs. Refused rows are left out. An import of the same file again changes nothing. Needs `pii` too.'

/** Not validated as a text: it comes as bytes, in any encoding. */
const csvFile = (example: string) => ({
  body: { type: 'string', description: 'At most 10 MiB.', examples: [example] },
})

type Context = DutyImportContext & RegistrationImportContext

export const importRoutes: FastifyPluginAsyncTypebox<{ ctx: Context }> = async (app, { ctx }) => {
  acceptCsvOnly(app)
  // Before the file is read: through an import, numbers could be guessed.
  app.addHook('onRequest', async (request) => {
    if (!seesPersonalData(request)) throw missingScope('pii')
  })

  app.post(
    '/registrations',
    {
      bodyLimit: MAX_FILE_BYTES,
      schema: {
        ...COMMON,
        operationId: 'import_registrations',
        summary: 'Import registrations from a CSV file',
        description: `A person who is registered is never changed; where the row differs, a warning names the fields. ${FILE}`,
        querystring: ImportRegistrationsQuery,
        response: { 200: ImportAnswer },
      },
      config: { documented: csvFile('Name,Mobile,E-mail\nAhmed Ali,98765 43210,ahmed@example.org\n') },
    },
    async (request) => {
      const input = readInput(request, request.query, 'now or never')
      return present(await importRegistrations(withActor(ctx, request), input), request)
    },
  )

  app.post(
    '/duty-assignments',
    {
      bodyLimit: MAX_FILE_BYTES,
      schema: {
        ...COMMON,
        operationId: 'import_duty_assignments',
        summary: 'Import duty assignments from a CSV file',
        description: `A row names its person by registration_id, number, address or name. A duty that exists is unchanged. ${FILE}`,
        querystring: ImportDutyAssignmentsQuery,
        response: { 200: ImportAnswer },
      },
      config: { documented: csvFile('Mobile,Date,Duty\n98765 43210,5 November 2035,Fajar Azaan\n') },
    },
    async (request) => {
      const input = readInput(request, request.query, 'now, later or never')
      return present(await importDutyAssignments(withActor(ctx, request), input), request)
    },
  )
}

function acceptCsvOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(new AppError('unsupported_media_type', 'Send the CSV file with content-type: text/csv.'))
  })
}

function readInput<Notify extends string>(
  { body, headers }: Pick<FastifyRequest, 'body' | 'headers'>,
  { dry_run, notify }: { readonly dry_run?: boolean; readonly notify?: Notify },
  choices: string,
): ImportInput<Notify | 'never'> {
  if (notify === undefined && dry_run !== true) {
    throwIfInvalid([
      { pointer: '/notify', detail: `Say whether people get messages: ${choices}.`, code: 'missing' },
    ])
  }
  const bytes = body instanceof Uint8Array ? body : new Uint8Array()
  const traceparent = readTraceparent(headers.traceparent)
  return { bytes, dry_run: dry_run ?? false, notify: notify ?? 'never', traceparent }
}

function present(
  { results, dry_run, rows, created, unchanged, refused, ignored_columns }: Import,
  request: FastifyRequest,
): ImportAnswer {
  const about = { instance: request.routeOptions.url ?? '', request_id: request.id }
  return {
    dry_run,
    rows,
    created,
    unchanged,
    refused,
    ignored_columns: [...ignored_columns],
    results: results.map((result) => {
      const { line, outcome, warnings } = result
      const common = { line, outcome, warnings: [...warnings] }
      if (result.outcome === 'refused') return { ...common, problem: problemOf(result.refusal, about) }
      return result.id === undefined ? common : { ...common, id: result.id }
    }),
  }
}

/** Each row has an error with a code, also where the problem is about no field of its own. */
function problemOf(refusal: AppError, about: { instance: string; request_id: string }): ProblemDocument {
  const problem = toProblem(refusal, about)
  const { code, detail, errors = [{ pointer: '/', detail }] } = problem
  return { ...problem, errors: errors.map((fault) => ({ code, ...fault })) }
}
