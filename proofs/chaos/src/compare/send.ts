import { PHONE_NUMBER_ID } from '../provider/callbacks.ts'

/** The notifier's POST; throws if the answer is not 200. */
export async function send(to: string): Promise<void> {
  const { META_WA_BASE_URL, META_WA_ACCESS_TOKEN } = process.env
  const response = await fetch(`${META_WA_BASE_URL}/v25.0/${PHONE_NUMBER_ID}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${META_WA_ACCESS_TOKEN}` },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to,
      type: 'template',
      biz_opaque_callback_data: `${to}:1`,
      template: {
        name: 'registration_received',
        language: { code: 'en' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Volunteer' }] }],
      },
    }),
    signal: AbortSignal.timeout(1_000),
  })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
}
