import { claim } from '../erasure/support.ts'
import type { Api } from '../start-api.ts'

type Outcome = 'sending' | 'in_doubt' | 'accepted' | 'delivered' | 'read' | 'failed' | 'late_failure'

/** What a notifier does with all messages of a channel that are ready, and what the receipts say of them. */
export async function send(api: Api, channel: 'whatsapp' | 'email', outcome: Outcome): Promise<void> {
  for (;;) {
    const ids = await claim(api, channel)
    if (ids.length === 0 || outcome === 'sending') return
    await record(
      api,
      ids.map((id) => answered(id, outcome)),
    )
    if (['delivered', 'read', 'late_failure'].includes(outcome)) await receive(api, ids, outcome)
  }
}

function answered(delivery_id: string, outcome: Outcome) {
  const base = { delivery_id, attempt: 1 }
  if (outcome === 'failed')
    return {
      ...base,
      outcome: 'refused',
      http_status: 400,
      code: '131026',
      verdict: 'failed',
      counts_attempt: 1,
    }
  if (outcome === 'in_doubt') return { ...base, outcome: 'in_doubt', verdict: 'in_doubt', counts_attempt: 1 }
  return {
    ...base,
    outcome: 'accepted',
    http_status: 200,
    provider_message_id: delivery_id,
    verdict: 'accepted',
  }
}

async function record(api: Api, results: readonly object[]): Promise<void> {
  await api.pool.query(`select record_attempts($1::jsonb, 4, '600 s')`, [JSON.stringify(results)])
}

async function receive(api: Api, ids: readonly string[], outcome: Outcome): Promise<void> {
  const at = new Date().toISOString()
  const said = {
    delivered: { delivered_at: at },
    read: { delivered_at: at, read_at: at },
    late_failure: {
      failed_at: at,
      code: '131026',
      verdict: 'failed',
      reason: 'late_failure',
      counts_attempt: 1,
    },
  }
  const receipt = Object.entries(said).find(([name]) => name === outcome)?.[1]
  const items = ids.map((id, item) => ({ item, provider_message_id: id, ...receipt }))
  await api.pool.query(`select apply_receipts($1::jsonb, 4, '600 s')`, [JSON.stringify(items)])
}

/** Meta approved the template of a correction. */
export async function approve(api: Api, ...names: string[]): Promise<void> {
  for (const name of names) {
    await api.pool.query(
      `insert into meta_templates (name, language, status, read_at) values ($1, 'en', 'APPROVED', now())`,
      [name],
    )
  }
}

export async function addDutyTime(
  api: Api,
  name: string,
  places: number | null,
  position: number,
): Promise<void> {
  const { status, text } = await api.admin.post('/v1/duty-times', { name, places, position })
  if (status !== 201) throw new Error(text)
}

interface Board {
  readonly duty_times: readonly {
    readonly name: string
    readonly places: number | null
    readonly assignments: readonly {
      readonly duty_assignment_id: string
      readonly full_name: string
      readonly phone_number: string
      readonly channels: { whatsapp: string | null; email: string | null }
      readonly reached: string
    }[]
  }[]
  readonly to_call: readonly {
    readonly full_name: string
    readonly phone_number: string
    readonly email: string | null
    readonly reason: string
    readonly say: string
    readonly duty_assignment_id: string
    readonly version: number
  }[]
}

export async function boardOf(api: Api, date: string): Promise<Board> {
  const { status, text } = await api.admin.get(`/v1/days/${date}`)
  if (status !== 200) throw new Error(text)
  return JSON.parse(text)
}

/** Each entry of the call list: reason and words. */
export async function callsOn(api: Api, date: string): Promise<string[]> {
  const { to_call } = await boardOf(api, date)
  return to_call.map(({ full_name, reason, say }) => `${full_name}: ${reason}: ${say}`)
}

/** How each person of the day was reached. */
export async function reachedOn(api: Api, date: string): Promise<string[]> {
  const { duty_times } = await boardOf(api, date)
  return duty_times.flatMap(({ assignments }) =>
    assignments.map(
      ({ full_name, channels, reached }) => `${full_name}: ${channels.whatsapp} ${channels.email} ${reached}`,
    ),
  )
}
