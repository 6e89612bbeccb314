import { wordsOf } from '@dutybell/shared/templates/languages'
import type { OutgoingMessage } from '../../../src/providers/outcome.ts'

export const MESSAGE: OutgoingMessage = {
  retries: 0,
  delivery_id: '0198c0de-0000-7000-8000-000000000001',
  attempt: 2,
  recipient: '+919876543210',
  template: 'duty_allotment_confirmed',
  language: 'en',
  words: wordsOf('duty_allotment_confirmed', 'en', 'en'),
  parameters: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'],
}

/** Never aborted. */
export function anySignal(): AbortSignal {
  return new AbortController().signal
}
