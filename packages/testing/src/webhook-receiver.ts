import { findWebhookFaults } from '@dutybell/shared/whatsapp/contract/find-faults'
import type { Test } from 'tap'
import { listenHttp, type SeenRequest } from './servers.ts'

/**
 * Receives the webhooks of the simulator in place of the API. A body that is not valid by the contract of Meta fails the test. `receive`
 * resolves to the status of the answer, by default 200; where it rejects, the answer is 503.
 */
export async function receiveWebhooks(
  t: Pick<Test, 'teardown' | 'fail'>,
  receive: (webhook: SeenRequest, number: number) => unknown = () => 200,
): Promise<{ url: string; received: readonly SeenRequest[] }> {
  const { base_url, seen } = await listenHttp(t, async (response, webhook) => {
    const faults = findWebhookFaults(JSON.parse(webhook.body))
    if (faults.length > 0) t.fail(`A webhook is not valid by the contract: ${faults.join('; ')}`)
    const status = await Promise.resolve(receive(webhook, seen.length)).catch(() => 503)
    response.writeHead(typeof status === 'number' ? status : 200).end()
  })
  return { url: `${base_url}/webhooks/whatsapp`, received: seen }
}
