import type { Test } from 'tap'
import { createEmailProvider, type EmailProviderOptions } from '../../../src/providers/email/provider.ts'
import type { OutgoingMessage, Provider } from '../../../src/providers/outcome.ts'
import { captureLog } from '../support/log.ts'
import { MESSAGE } from '../support/message.ts'

export const MAIL: OutgoingMessage = { ...MESSAGE, recipient: 'ahmed.ali@example.org' }

export function email(
  t: Pick<Test, 'teardown'>,
  options: Pick<EmailProviderOptions, 'smtp_url'> & Partial<EmailProviderOptions>,
): Provider {
  const provider = createEmailProvider({
    from: 'Duties <duties@example.com>',
    connect_timeout_ms: 2000,
    read_timeout_ms: 5000,
    log: captureLog().log,
    ...options,
  })
  t.teardown(() => provider.close())
  return provider
}
