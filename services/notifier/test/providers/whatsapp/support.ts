import type { Test } from 'tap'
import type { Provider } from '../../../src/providers/outcome.ts'
import {
  createWhatsAppProvider,
  type WhatsAppProviderOptions,
} from '../../../src/providers/whatsapp/provider.ts'
import { captureLog } from '../support/log.ts'

export const TOKEN = 'EAAsecrettoken'

/** A provider that is closed at teardown. */
export function whatsApp(
  t: Pick<Test, 'teardown'>,
  options: Pick<WhatsAppProviderOptions, 'base_url'> & Partial<WhatsAppProviderOptions>,
): Provider {
  const provider = createWhatsAppProvider({
    api_version: 'v25.0',
    phone_number_id: '106540352242922',
    access_token: TOKEN,
    concurrency: 4,
    connect_timeout_ms: 2000,
    read_timeout_ms: 5000,
    log: captureLog().log,
    ...options,
  })
  t.teardown(() => provider.close())
  return provider
}

export const ACCEPTED = JSON.stringify({
  messaging_product: 'whatsapp',
  contacts: [{ input: '+919876543210', wa_id: '919876543210' }],
  messages: [{ id: 'wamid.HBgM', message_status: 'accepted' }],
})

export function graphError(code: number, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    error: { message: `(#${code}) refused`, type: 'OAuthException', code, fbtrace_id: 'Atrace', ...more },
  })
}
