import { Client } from 'pg'
import { parseDatabaseUrl } from '@dutybell/shared/config/variable'
import { messageOf, OperatorError } from '@dutybell/shared/errors'

const CONNECT_MS = 5_000
const OLDEST = 150_000 // Postgres 15, as `server_version_num` puts it

/** Throws a OperatorError unless a Postgres new enough answers. */
export async function requireDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string; number: string }>(
      `select current_setting('server_version') as version, current_setting('server_version_num') as number`,
    )
    if (Number(rows[0]?.number) >= OLDEST) return
  } catch (error) {
    throw new OperatorError(
      `The database ${placeOf(url)} (DATABASE_URL) cannot be reached: ${messageOf(error)}.`,
      {
        cause: error,
      },
    )
  } finally {
    await client.end().catch(() => undefined)
  }
  throw new OperatorError(`The database ${placeOf(url)} (DATABASE_URL) is older than Postgres 15.`)
}

/** Without user and password. */
function placeOf(url: string): string {
  const { host, pathname, searchParams } = parseDatabaseUrl(url) ?? new URL('postgres:///')
  return `${searchParams.get('host') ?? host}${pathname}`
}
