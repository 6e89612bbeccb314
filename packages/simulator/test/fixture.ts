import { createLogger } from '@dutybell/shared/logger'
import { findFaults } from '@dutybell/shared/whatsapp/contract/find-faults'
import { GraphError, MessageAnswer } from '@dutybell/shared/whatsapp/contract/message'
import type { SeenRequest } from '@dutybell/testing/servers'
import { receiveWebhooks } from '@dutybell/testing/webhook-receiver'
import type { Test } from 'tap'
import { request } from 'undici'
import { startSimulator, type Simulator, type SimulatorOptions } from '../src/simulator.ts'

type Teardown = Pick<Test, 'teardown'>

/** Parsed JSON, which tests reach into and compare; a missing part is undefined. */
export type Json = { readonly [key: string]: Json } & { readonly [index: number]: Json }

export async function simulate(t: Teardown, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const log = createLogger({ service: 'test', level: 'silent' })
  const simulator = await startSimulator({ log, ...options })
  t.teardown(() => simulator.close())
  return simulator
}

export function templateMessage(
  change: Record<string, unknown> = {},
  template: Record<string, unknown> = {},
) {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+919876543210',
    type: 'template',
    biz_opaque_callback_data: 'delivery:1',
    template: {
      name: 'registration_received',
      language: { code: 'en' },
      components: [bodyOf('Ahmed Ali')],
      ...template,
    },
    ...change,
  }
}

export function bodyOf(...texts: string[]) {
  return { type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) }
}

export interface PostOptions {
  readonly version?: string
  readonly phone_number_id?: string
  readonly token?: string | null
}

/** Posts a message. Throws where a JSON answer of Graph is not valid by the contract. */
export async function post(simulator: Simulator, body: unknown, options: PostOptions = {}) {
  const { version = 'v25.0', phone_number_id = simulator.phone_number_id, token = 'token' } = options
  const answer = await request(`${simulator.url}/${version}/${phone_number_id}/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    reset: true,
  })
  const text = await answer.body.text()
  const json = (): Json => JSON.parse(text)
  if (/json/.test(String(answer.headers['content-type'])) && !isCutOff(text)) {
    requireNone(findFaults(answer.statusCode === 200 ? MessageAnswer : GraphError, json()))
  }
  return { status: answer.statusCode, headers: answer.headers, text, json }
}

function isCutOff(text: string): boolean {
  return !text.endsWith('}')
}

function requireNone(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`Not valid by the contract: ${faults.join('; ')}`)
}

export async function get(simulator: Simulator, path: string, token = 'token') {
  const answer = await request(`${simulator.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    reset: true,
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, headers: answer.headers, text, json: (): Json => JSON.parse(text) }
}

/** Receives webhooks; answers `statusFor(number of the POST)`, by default 200. */
export function receive(t: Pick<Test, 'teardown' | 'fail'>, statusFor: (post: number) => number = () => 200) {
  return receiveWebhooks(t, (_webhook, number) => statusFor(number))
}

/** Every status in the POSTs, in the order of arrival. */
export function statusesOf(received: readonly SeenRequest[]): Json[] {
  return received
    .map(({ body }) => JSON.parse(body))
    .flatMap((payload) => payload.entry)
    .flatMap((entry) => entry.changes)
    .flatMap((change) => change.value.statuses ?? [])
}
