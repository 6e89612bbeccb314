import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { exampleOf } from '@dutybell/shared/templates/languages'
import { findFaults } from '@dutybell/shared/whatsapp/contract/find-faults'
import { GraphError, MessageAnswer, MessageRequest } from '@dutybell/shared/whatsapp/contract/message'
import { Status } from '@dutybell/shared/whatsapp/contract/webhook'
import { test } from 'tap'
import { loadMetaOpenApi } from '../src/meta-openapi.ts'

const openApi = loadMetaOpenApi()
const oracle = openApi ? {} : { skip: "Meta's OpenAPI document is not at hand" }

test('meta-openapi: a document that is not there, is undefined', async (t) => {
  t.equal(loadMetaOpenApi('/nowhere/openapi.yaml'), undefined)
})

test(
  'meta-openapi: a request of each template, valid by the document and the contract',
  oracle,
  async (t) => {
    for (const name of TEMPLATE_NAMES) {
      const example = exampleOf(name, 'en', 'en')
      const components = [{ type: 'body', parameters: example.map((text) => ({ type: 'text', text })) }]
      const request = {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '+919876543210',
        type: 'template',
        biz_opaque_callback_data: '01900000-0000-7000-8000-000000000000:1',
        template: { name, language: { code: 'en' }, components },
      }
      t.strictSame(openApi?.validate('TemplateMessage', request), [], name)
      t.strictSame(findFaults(MessageRequest, request), [], name)
      const broken = { ...request, type: 'tmpl' }
      t.not(openApi?.validate('TemplateMessage', broken).length, 0, name)
      t.not(findFaults(MessageRequest, broken).length, 0, name)
    }
  },
)

const SAMPLES = [
  {
    name: 'MessageResponsePayload',
    schema: MessageAnswer,
    value: {
      messaging_product: 'whatsapp',
      contacts: [{ input: '+919876543210', wa_id: '919876543210' }],
      messages: [{ id: 'wamid.1', message_status: 'held_for_quality_assessment' }],
    },
  },
  {
    name: 'GraphAPIError',
    schema: GraphError,
    value: { error: { message: '(#2) Unavailable', type: 'OAuthException', code: 2, is_transient: true } },
  },
  {
    name: 'Statuses',
    schema: Status,
    value: { id: 'wamid.1', status: 'read', timestamp: '1770000000', biz_opaque_callback_data: 'd:1' },
  },
]

test(
  'meta-openapi: an answer, an error and a status, valid by the document and the contract',
  oracle,
  async (t) => {
    for (const { name, schema, value } of SAMPLES) {
      t.strictSame(openApi?.validate(name, value), [], name)
      t.strictSame(findFaults(schema, value), [], name)
    }
  },
)

test('meta-openapi: a schema that does not exist, throws', oracle, async (t) => {
  t.throws(() => openApi?.validate('Nothing', {}), /no schema named Nothing/)
})
