import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Traces } from './traces.ts'

interface Stored {
  readonly id: string
  readonly body: Buffer
  readonly unmatched: unknown
}

/**
 * Redacts the person in stored webhook bodies and keeps the items of other people. In a body that is not applied yet, a
 * keyed hash replaces the number, so that a STOP in it is still applied.
 */
export async function redactWebhooks(tx: Tx, traces: Traces): Promise<void> {
  const { rows } = await sql<Stored>`
    select w.id, w.body, w.unmatched from webhook_inbox w
    -- The bytes of what was applied are gone.
    where (w.applied_at is null or w.unmatched is not null) and exists (
      select from unnest(${traces.searchTerms}::text[]) n(term)
      where position(convert_to(n.term, 'UTF8') in w.body) > 0 or position(n.term in w.unmatched::text) > 0
    )
    order by w.id
    for update`.execute(tx)
  for (const { id, body, unmatched } of rows) {
    const redacted = {
      body: redactBody(body, traces),
      unmatched: unmatched === null ? null : JSON.stringify(mapTexts(unmatched, traces.redact)),
    }
    await tx.updateTable('webhook_inbox').set(redacted).where('id', '=', id).execute()
  }
}

/** One body may concern several people. */
function redactBody(body: Buffer, traces: Traces): Buffer {
  const parsed = parseJson(body)
  // A body that is not JSON cannot be applied.
  return parsed === undefined
    ? Buffer.alloc(0)
    : Buffer.from(JSON.stringify(redactChanges(parsed.value, traces)))
}

const WithEntries = Type.Object({ entry: Type.Array(Type.Unknown()) })
const WithChanges = Type.Object({ changes: Type.Array(Type.Unknown()) })

function redactChanges(body: unknown, traces: Traces): unknown {
  if (!Value.Check(WithEntries, body)) return redactIfAbout(body, traces)
  return {
    ...body,
    entry: body.entry.map((entry) =>
      Value.Check(WithChanges, entry)
        ? { ...entry, changes: entry.changes.map((change) => redactIfAbout(change, traces)) }
        : redactIfAbout(entry, traces),
    ),
  }
}

function redactIfAbout(part: unknown, { searchTerms, redact }: Traces): unknown {
  const text = JSON.stringify(part)
  return searchTerms.some((term) => text.includes(term)) ? mapTexts(part, redact) : part
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? map(part) : part,
  )
}

function parseJson(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
