import { Pool } from 'undici'
import { phoneNumber } from '../competitors/message.ts'
import type { Installation } from '../installations/installation.ts'
import type { BenchDatabase } from '../postgres.ts'
import { apiOf } from '../servers/api.ts'

const CONNECTIONS = 16
const CREATED = 201
const SHEDDING_LOAD = 503

/** Registers `count` people at the installation's API; each registration publishes one WhatsApp message. */
export async function publishMessages(
  installation: Installation,
  database: BenchDatabase,
  count: number,
): Promise<void> {
  const { url, stop } = await apiOf(installation).start(database)
  const pool = new Pool(url, { connections: CONNECTIONS })
  let people = 0
  const registerNext = async () => {
    while (people < count) await registerPerson(pool, (people += 1))
  }
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, registerNext))
  } finally {
    await pool.close()
    await stop()
  }
}

/** An API that has just started sheds load where the machine is busy; nothing is timed here, so the request is repeated. */
async function registerPerson(pool: Pool, n: number): Promise<void> {
  const body = JSON.stringify({ full_name: 'Ahmed Ali', phone_number: phoneNumber(n) })
  const headers = { 'content-type': 'application/json' }
  const answer = await pool.request({ method: 'POST', path: '/v1/registrations', headers, body })
  const text = await answer.body.text()
  if (answer.statusCode === SHEDDING_LOAD) return registerPerson(pool, n)
  if (answer.statusCode !== CREATED) throw new Error(`The API answered ${answer.statusCode}: ${text}`)
}
