import { MessageRequest } from '@dutybell/shared/whatsapp/contract/message'
import { Compile } from 'typebox/compile'
import type { OutgoingMessage } from '../outcome.ts'

const messageRequest = Compile(MessageRequest)

type PayloadSource = Pick<OutgoingMessage, 'delivery_id' | 'attempt' | 'recipient' | 'template' | 'language'>

/**
 * The body of `POST /{phone number id}/messages`; `parameters` as prepareMessage returns them. Meta returns the opaque data with
 * each receipt.
 */
export function buildPayload(message: PayloadSource, parameters: readonly string[]): MessageRequest {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: `+${message.recipient.replaceAll(/\D/gu, '')}`,
    type: 'template',
    biz_opaque_callback_data: `${message.delivery_id}:${message.attempt}`,
    template: {
      name: message.template,
      language: { code: message.language },
      components: [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }],
    },
  }
}

/** The errors of a payload, without its values; empty if it is valid. */
export function findPayloadFaults(payload: unknown): string[] {
  if (messageRequest.Check(payload)) return []
  return messageRequest.Errors(payload).map((fault) => `${fault.instancePath || '/'} ${fault.message}`)
}
