import { Pool } from 'undici'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { cleanProviderText } from '../clean-provider-text.ts'
import { exchange } from './http-exchange.ts'
import { readAnswer } from './read-answer.ts'
import { parseJson } from './retry-after.ts'

const MAX_PAGES = 20 // of 100: an account has at most 250 templates, or 6,000 when it is verified

export interface GraphAccount {
  readonly base_url: string
  readonly api_version: string
  readonly business_account_id: string
  readonly access_token: string
  readonly connect_timeout_ms: number
  readonly read_timeout_ms: number
}

/** One translation of a template at Meta. */
export interface TemplateRow {
  readonly name: string
  readonly language: string
  readonly status: string
  readonly category: string
}

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
})

/** Reads the templates of exactly this name, in all languages: Meta's filter matches parts of names. Never rejects. */
export async function readTemplates(
  account: GraphAccount,
  name: string,
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
      const query = new URLSearchParams({ fields: 'name,language,status,category', limit: '100', name })
      if (after !== undefined) query.set('after', after)
      const request = { method: 'GET', path: `${path}?${query.toString()}`, headers, body: null } as const
      const result = await exchange(pool, { ...request, signal, connect_timeout_ms, read_timeout_ms })
      if (result.kind !== 'answered') return { ok: false, text: cleanProviderText(result.text) }
      if (result.status >= 300) {
        const answer = readAnswer(result)
        return {
          ok: false,
          text: answer.outcome === 'accepted' ? `HTTP ${result.status}` : answer.error.text,
        }
      }
      const body = result.body === null ? undefined : parseJson(result.body)
      if (!Value.Check(Page, body)) return { ok: false, text: 'The list of templates is unreadable.' }
      rows.push(...body.data.filter((row) => Value.Check(Row, row)).filter((row) => row.name === name))
      after = body.paging?.cursors?.after
      if (body.paging?.next === undefined || after === undefined) break
    }
    return { ok: true, rows }
  } finally {
    await pool.destroy()
  }
}
