/** The baseline for the API: the same route with the same schemas, and nothing else. */

import { randomUUIDv7 } from 'node:crypto'
import { CreateRegistration, Registration } from '@dutybell/api/registrations/schemas'
import { fastify } from 'fastify'
import { Pool } from 'pg'
import { captureRegistrationStatement } from './registration-statement.ts'
import { insertTwoRows } from './two-rows.ts'

const MAX_CONNECTIONS = 10 // as many as the API has

const [mode, database_url, port] = process.argv.slice(2)
process.on('disconnect', () => process.exit())

const register = await createRegister()
const app = fastify()
app.get('/readyz', async () => ({ status: 'ok' }))
app.post<{ Body: CreateRegistration }>(
  '/v1/registrations',
  { schema: { body: CreateRegistration, response: { 201: Registration } } },
  async (request, reply) => {
    reply.code(201)
    return register(request.body)
  },
)
await app.listen({ port: Number(port) })

async function createRegister() {
  if (mode === 'validation') return registerNowhere
  const pool = new Pool({ connectionString: database_url, max: MAX_CONNECTIONS })
  if (mode === 'two-rows') return (person: CreateRegistration) => insertTwoRows(pool, person)
  const { text, valuesOf } = await captureRegistrationStatement(pool)
  return async (person: CreateRegistration) => {
    const { rows } = await pool.query<Registration>(text, valuesOf(person))
    return rows[0]
  }
}

async function registerNowhere(person: CreateRegistration) {
  const now = new Date().toISOString()
  const { full_name, phone_number = null, email = null, whatsapp_opt_in, language = 'en' } = person
  const given = { full_name, phone_number, email, whatsapp_opt_in, language }
  return { id: randomUUIDv7(), ...given, status: 'active', version: 1, created_at: now, updated_at: now }
}
