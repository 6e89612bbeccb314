import { test } from 'tap'
import { findFaults } from '@dutybell/shared/whatsapp/contract/find-faults'
import { MessageRequest } from '@dutybell/shared/whatsapp/contract/message'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { exampleOf } from '@dutybell/shared/templates/languages'
import { prepareMessage } from '../../../src/providers/prepare-message.ts'
import { buildPayload, findPayloadFaults } from '../../../src/providers/whatsapp/payload.ts'
import { MESSAGE } from '../support/message.ts'

function payloadOf(change: Partial<typeof MESSAGE>): MessageRequest {
  const message = { ...MESSAGE, ...change }
  const prepared = prepareMessage(message)
  if (!prepared.ok) throw new Error(prepared.fault)
  return buildPayload(message, prepared.parameters)
}

test("payload: the seed's example, with what this program adds", async (t) => {
  const payload = payloadOf({ template: 'registration_received', parameters: ['Ahmed Ali'] })
  t.strictSame(payload, {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+919876543210',
    type: 'template',
    biz_opaque_callback_data: `${MESSAGE.delivery_id}:2`,
    template: {
      name: 'registration_received',
      language: { code: 'en' },
      components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ahmed Ali' }] }],
    },
  })
})

test('payload: each template is valid by the contract of Meta', async (t) => {
  for (const template of TEMPLATE_NAMES) {
    const payload = payloadOf({ template, parameters: exampleOf(template, 'en', 'en') })
    t.strictSame(findFaults(MessageRequest, payload), [], template)
    t.not(findFaults(MessageRequest, { ...payload, type: 'tmpl' }).length, 0, 'another type is found')
    t.strictSame(findPayloadFaults(payload), [], template)
  }
})

test('payload: a name with new lines, tabs and runs of spaces, they are folded', async (t) => {
  const payload = payloadOf({ template: 'registration_received', parameters: [' Ahmed\n\tAli      Khan '] })
  t.match(payload.template.components, [{ parameters: [{ text: 'Ahmed Ali Khan' }] }])
})

test('payload: an invalid payload, the errors do not contain its values', async (t) => {
  const payload = payloadOf({})
  const [component] = payload.template.components ?? []
  const broken = [
    { ...payload, to: '919876543210' },
    { ...payload, to: '+0123' },
    { ...payload, biz_opaque_callback_data: 'x'.repeat(513) },
    { ...payload, template: { ...payload.template, language: { code: 'en-US' } } },
    { ...payload, template: { ...payload.template, name: 'Hello world' } },
    ...['', 'a\nb', 'a\tb', 'a     b'].map((text) => ({
      ...payload,
      template: { ...payload.template, components: [{ ...component, parameters: [{ type: 'text', text }] }] },
    })),
  ]
  for (const one of broken) {
    const faults = findPayloadFaults(one)
    t.not(faults.length, 0, JSON.stringify(one))
    t.notMatch(faults.join(), '919876543210')
  }
})
