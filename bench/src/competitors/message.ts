import { Pool } from 'undici'

export interface Message {
  readonly id: string
  readonly to: string
}

/** A job's payload, checked as cheaply as can be: it is the queue that is measured. */
export function readMessage(payload: unknown): Message {
  if (typeof payload === 'object' && payload !== null && 'id' in payload && 'to' in payload) {
    const { id, to } = payload
    if (typeof id === 'string' && typeof to === 'string') return { id, to }
  }
  throw new Error('A job carries an id and a number.')
}

/** The `n`th volunteer's number. */
export function phoneNumber(n: number): string {
  return `+91${9_000_000_000 + n}`
}

/** Posts what the notifier posts, and does no more than read the answer. */
export function createSender(provider_url: string, concurrency: number) {
  const pool = new Pool(provider_url, { connections: concurrency, pipelining: 1 })
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' }
  return async ({ id, to }: Message): Promise<string> => {
    const body = JSON.stringify({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to,
      type: 'template',
      biz_opaque_callback_data: `${id}:1`,
      template: {
        name: 'registration_received',
        language: { code: 'en' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ahmed Ali' }] }],
      },
    })
    const answer = await pool.request({ method: 'POST', path: '/v25.0/1/messages', headers, body })
    const text = await answer.body.text()
    if (answer.statusCode !== 200) throw new Error(`The provider answered ${answer.statusCode}: ${text}`)
    return text
  }
}
