import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { AppError } from '@dutybell/shared/errors'
import { type Static, Type } from 'typebox'
import { withActor } from '../../audit/actor.ts'
import { CSV_TYPE } from '../../csv/negotiate-csv.ts'
import type { Exchange } from '../../http/exchange.ts'
import { decodeText } from '../../imports/decode-text.ts'
import { MAX_FILE_BYTES } from '../../imports/routes.ts'
import { mayDo } from '../../keys/key-ring.ts'
import { seesPersonalData } from '../../pii/personal-view.ts'
import { missingScope } from '../../plugins/admin-auth.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { formBody } from '../parts/form.ts'
import { type Report, reportCsv, runList } from './run.ts'
import { listView, type TypedList } from './list-view.ts'
import { reportView } from './report-view.ts'

/** A list of this size goes through the page between the steps, so that no server keeps it; a larger one is chosen twice. */
const MAX_CARRIED_CHARACTERS = 2 * 1024 * 1024
const LIMITS = { fileSize: MAX_FILE_BYTES, fieldSize: MAX_FILE_BYTES + 1, files: 1, fields: 12, parts: 13 }

const here = '/console/import'
const config = { scopes: ['registrations', 'assignments'] } as const

const KINDS = ['registrations', 'duty_assignments'] as const
const SCOPES = { registrations: 'registrations', duty_assignments: 'assignments' } as const

const ImportForm = formBody({
  /** The button. */
  step: Type.Enum(['check', 'correct', 'apply', 'report'] as const),
  kind: Type.Enum(KINDS),
  text: Type.String({ default: '' }),
  /** Bytes, or the text of a form that was kept; the form of the second step has none. */
  file: Type.Optional(Type.Unsafe<unknown>({})),
  /** Where it is missing, the page asks for it. */
  notify: Type.Optional(Type.Enum(['now', 'later', 'never'] as const)),
  /** Of an import that was made: its report, as it is downloaded. */
  report: Type.Optional(Type.String()),
})
type ImportForm = Static<typeof ImportForm>

export const importPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  await app.register(multipart, { attachFieldsToBody: 'keyValues', limits: LIMITS })
  // Before the list is read: through an import, numbers could be guessed.
  app.addHook('onRequest', async (request) => {
    if (request.caller !== null && !seesPersonalData(request)) throw missingScope('pii')
  })

  app.get('/import', { config }, async (request, reply) =>
    showList({ request, reply }, { kind: undefined, text: '', fault: null }),
  )

  app.post(
    '/import',
    { schema: { body: ImportForm }, config, bodyLimit: MAX_FILE_BYTES },
    async (request, reply) => {
      const { step, kind, notify, report } = request.body
      const scope = SCOPES[kind]
      if (request.caller === null || !mayDo(request.caller, scope)) throw missingScope(scope)
      if (step === 'report' && report !== undefined) return sendReport(reply, report)
      const text = request.body.text
      try {
        const bytes = readList(request.body)
        if (step === 'correct') return await showList({ request, reply }, { kind, text, fault: null })
        const is_applied = step === 'apply' && notify !== undefined
        const made = await runList(withActor(ctx, request), {
          kind,
          bytes,
          ...(is_applied ? { notify } : {}),
        })
        if (step === 'report') return sendReport(reply, reportCsv(made))
        return await showReport({ request, reply }, made, {
          bytes,
          asks_notify: step === 'apply' && !is_applied,
        })
      } catch (error) {
        if (!(error instanceof AppError) || !REFUSALS.includes(error.code)) throw error
        const fault = error.faults.map(({ detail }) => detail).join(' ') || error.message
        return showList({ request, reply }, { kind, text, fault })
      }
    },
  )

  function showList({ request, reply }: Exchange, typed: TypedList) {
    const { caller } = request
    const kinds = KINDS.filter((kind) => caller !== null && mayDo(caller, SCOPES[kind]))
    const status = typed.fault === null ? 200 : 422
    return showPage(ctx, { request, reply }, { here, status, data: { ...typed, kinds }, view: listView })
  }

  function showReport(
    exchange: Exchange,
    report: Report,
    { bytes, asks_notify }: { bytes: Uint8Array; asks_notify: boolean },
  ) {
    const text = report.dry_run ? decodeText(bytes) : ''
    const is_carried = text.length <= MAX_CARRIED_CHARACTERS
    const csv = report.dry_run ? null : reportCsv(report)
    const data = {
      report,
      text: is_carried ? text : null,
      csv: csv !== null && Buffer.byteLength(csv) <= MAX_FILE_BYTES ? csv : null,
      asks_notify,
    }
    return showPage(ctx, exchange, { here, status: asks_notify ? 422 : 200, data, view: reportView })
  }
}

const REFUSALS: readonly string[] = ['invalid_input', 'malformed_request']

/** @throws {AppError} `invalid_input` where there is no list, two, or a cut one */
function readList({ text, file }: ImportForm): Uint8Array {
  const sent = typeof file === 'string' ? Buffer.from(file) : file
  const chosen = sent instanceof Uint8Array && sent.length > 0 ? sent : undefined
  const is_typed = text.trim() !== ''
  if (chosen !== undefined && is_typed)
    throw refusal('Paste a list or choose a file, not both: take one away.')
  if (chosen !== undefined) return chosen
  if (!is_typed) throw refusal('Paste a list, or choose a file.')
  const bytes = Buffer.from(text)
  if (bytes.length > MAX_FILE_BYTES) throw refusal('The list is longer than 10 MiB: import it in parts.')
  return bytes
}

function refusal(detail: string): AppError {
  return new AppError('invalid_input', detail, { faults: [{ pointer: '/text', detail }] })
}

function sendReport(reply: Exchange['reply'], csv: string): Exchange['reply'] {
  return reply
    .type(CSV_TYPE)
    .header('content-disposition', 'attachment; filename="import-report.csv"')
    .send(csv)
}
