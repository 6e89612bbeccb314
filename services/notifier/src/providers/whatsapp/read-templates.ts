import { parseJson } from '@dutybell/shared/json-object'
import { Pool } from 'undici'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { MetaTemplate } from '@dutybell/shared/templates/compare-template'
import { cleanProviderText } from '../clean-provider-text.ts'
import { exchange } from './http-exchange.ts'
import { describeRefusal } from './read-answer.ts'

const MAX_PAGES = 20 // of 100: an account has at most 250 templates, or 6,000 when it is verified

export interface GraphAccount {
  readonly base_url: string
  readonly api_version: string
  readonly business_account_id: string
  readonly access_token: string
  readonly connect_timeout_ms: number
  readonly read_timeout_ms: number
}

/** Meta's list says these of each template. */
export type TemplateRow = MetaTemplate & { readonly status: string; readonly category: string }

export type TemplateRows =
  | { readonly ok: true; readonly rows: readonly TemplateRow[] }
  | { readonly ok: false; readonly text: string }

const Page = Type.Object({
  data: Type.Array(Type.Unknown()),
  paging: Type.Optional(
    Type.Object({
      next: Type.Optional(Type.String()),
      cursors: Type.Optional(Type.Object({ after: Type.Optional(Type.String()) })),
    }),
  ),
})
const Row = Type.Object({
  name: Type.String(),
  language: Type.String(),
  status: Type.String(),
  category: Type.String(),
  parameter_format: Type.Optional(Type.Unknown()),
  components: Type.Optional(Type.Unknown()),
  quality_score: Type.Optional(Type.Unknown()),
  message_send_ttl_seconds: Type.Optional(Type.Unknown()),
})
const FIELDS = Object.keys(Row.properties).join(',')

const Components = Type.Array(
  Type.Object({
    type: Type.Unknown(),
    format: Type.Optional(Type.Unknown()),
    text: Type.Optional(Type.Unknown()),
    buttons: Type.Optional(Type.Unknown()),
  }),
)
const MEDIA = new Set(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'])
const Quality = Type.Object({ score: Type.String() })

function toRow({ name, language, status, category, ...more }: Static<typeof Row>): TemplateRow {
  const { parameter_format, components, quality_score, message_send_ttl_seconds } = more
  const parts = Value.Check(Components, components) ? components : []
  const words = parts.find(({ type }) => upperCase(type) === 'BODY')?.text
  const needing = parts.filter(
    ({ type, format, ...part }) =>
      upperCase(type) !== 'BODY' && (MEDIA.has(upperCase(format)) || JSON.stringify(part).includes('{{')),
  )
  return {
    name,
    language,
    status,
    category,
    parameter_format: typeof parameter_format === 'string' ? parameter_format : null,
    words: typeof words === 'string' ? words : null,
    quality: Value.Check(Quality, quality_score) ? quality_score.score : null,
    time_to_live_seconds: Number.isSafeInteger(message_send_ttl_seconds)
      ? Number(message_send_ttl_seconds)
      : null,
    more_parameters: needing.map(({ type }) => upperCase(type)),
  }
}

function upperCase(word: unknown): string {
  return typeof word === 'string' ? word.toUpperCase() : ''
}

/**
 * Reads the templates of exactly this name, in all languages; null: of all names. Never rejects. Meta's filter matches parts of
 * names.
 */
export async function readTemplates(
  account: GraphAccount,
  name: string | null,
  signal: AbortSignal,
): Promise<TemplateRows> {
  const base = new URL(account.base_url)
  const pool = new Pool(base.origin, { connections: 1, connect: { timeout: account.connect_timeout_ms } })
  const { connect_timeout_ms, read_timeout_ms } = account
  const headers = { authorization: `Bearer ${account.access_token}`, 'user-agent': 'dutybell' }
  const path = `${base.pathname.replace(/\/+$/u, '')}/${account.api_version}/${account.business_account_id}/message_templates`
  const rows: TemplateRow[] = []
  let after: string | undefined
  try {
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const query = new URLSearchParams({ fields: FIELDS, limit: '100' })
      if (name !== null) query.set('name', name)
      if (after !== undefined) query.set('after', after)
      const request = { method: 'GET', path: `${path}?${query.toString()}`, headers, body: null } as const
      const result = await exchange(pool, { ...request, signal, connect_timeout_ms, read_timeout_ms })
      if (result.kind !== 'answered') return { ok: false, text: cleanProviderText(result.text) }
      if (result.status >= 300) return { ok: false, text: describeRefusal(result) }
      const body = result.body === null ? undefined : parseJson(result.body)
      if (!Value.Check(Page, body)) return { ok: false, text: 'The list of templates is unreadable.' }
      const read = body.data.filter((row) => Value.Check(Row, row)).map(toRow)
      rows.push(...read.filter((row) => name === null || row.name === name))
      after = body.paging?.cursors?.after
      if (body.paging?.next === undefined || after === undefined) break
    }
    return { ok: true, rows }
  } finally {
    await pool.destroy()
  }
}
