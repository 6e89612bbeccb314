/** `pnpm client:generate`: writes the types of packages/client anew from the document the API serves. */
import { writeFile } from 'node:fs/promises'
import { printTypes } from '@dutybell/client/print-types'
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import { buildApp } from '../../src/app.ts'
import { DEFAULTS } from '../start-api.ts'
import { SCHEMA_FILE } from './schema-file.ts'

const log = createLogger({ service: 'api', level: 'warn' })
const database = openDatabase({
  connectionString: 'postgres://nobody@127.0.0.1:1/none', // the document asks for nothing of it
  applicationName: 'client-generate',
  maxConnections: 1,
  log,
})
const waker = new Waker({ pool: database.pool, log })
const app = await buildApp({ config: DEFAULTS, database, waker, log })
try {
  const { body } = await app.inject('/openapi.json')
  await writeFile(SCHEMA_FILE, await printTypes(JSON.parse(body)))
} finally {
  await app.close()
  await waker.close()
  await database.pool.end()
}
