import { type Answer, type Api, ADMIN_SECRET } from '../start-api.ts'

/** Over a socket, so that the whole path of a request is tested. */
export async function erase(
  { app }: Api,
  id: string,
  headers: Record<string, string> = {},
): Promise<Pick<Answer, 'status' | 'text' | 'json'>> {
  const base = app.server.listening ? app.listeningOrigin : await app.listen({ host: '127.0.0.1', port: 0 })
  const response = await fetch(`${base}/v1/registrations/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${ADMIN_SECRET}`, ...headers },
  })
  const text = await response.text()
  return { status: response.status, text, json: text === '' ? {} : JSON.parse(text) }
}

/** Every row of every table as text, the bytes of bytea readable, each with its table's name. */
export async function everythingIn(api: Api): Promise<string[]> {
  const { rows: columns } = await api.pool.query<{ table: string; column: string; type: string }>(`
    select format('%I.%I', c.table_schema, c.table_name) as table, format('%I', c.column_name) as column, c.data_type as type
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
    order by 1, c.ordinal_position`)
  const tables = [...Map.groupBy(columns, ({ table }) => table)]
  const found = await Promise.all(
    tables.map(async ([table, its]) => {
      const texts = its.map(({ column, type }) =>
        type === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`,
      )
      const { rows } = await api.pool.query<{ row: string }>(
        `select concat_ws(' | ', ${texts.join(', ')}) as row from ${table}`,
      )
      return rows.map(({ row }) => `${table}: ${row}`)
    }),
  )
  return found.flat()
}

/** The rows that still show the person: by any of these words, or by the number in a message id. */
export async function tracesIn(api: Api, words: readonly string[]): Promise<string[]> {
  const patterns = words.map((word) => word.toLowerCase())
  return (await everythingIn(api)).filter((row) => {
    const text = `${row} ${decodedIdsIn(row)}`.toLowerCase()
    return patterns.some((pattern) => text.includes(pattern))
  })
}

function decodedIdsIn(row: string): string {
  return [...row.matchAll(/wamid\.([\w+/=]+)/g)]
    .map(([, id]) => Buffer.from(id ?? '', 'base64').toString('latin1'))
    .join(' ')
}

/** As WhatsApp makes them: the number, and something random, in base64. */
export function wamidFor(digits: string, random: string): string {
  const bytes = [
    0x1c,
    0x18,
    digits.length,
    ...Buffer.from(digits),
    0x15,
    0x02,
    0x00,
    0x11,
    ...Buffer.from(random),
  ]
  return `wamid.${Buffer.from(bytes).toString('base64')}`
}

/** What a notifier does when it begins to send what is ready. */
export async function claim(api: Api, channel = 'whatsapp'): Promise<string[]> {
  const { rows } = await api.pool.query<{ delivery_id: string }>(
    `select (d.claimed ->> 'delivery_id')::uuid as delivery_id from claim_deliveries($1, 50, '60 s', '35 s', 10000) c, json_array_elements(c.deliveries) d(claimed)`,
    [channel],
  )
  return rows.map(({ delivery_id }) => delivery_id)
}

/** What a notifier records when the provider has taken it; with a text, the attempt has a row at once. */
export async function recordAccepted(
  api: Api,
  delivery_id: string,
  provider_message_id: string,
  text: string | null = null,
): Promise<void> {
  const result = {
    delivery_id,
    attempt: 1,
    outcome: 'accepted',
    http_status: provider_message_id.startsWith('<') ? null : 200,
    text,
    trace_id: 'trace of 919811122233',
    provider_message_id,
    verdict: 'accepted',
    counts_attempt: 0,
  }
  await api.pool.query(`select record_attempts($1::jsonb, 4, '600 s')`, [JSON.stringify([result])])
}
