import { test } from 'tap'
import { loadMetaOpenApi } from '../src/meta-openapi.ts'

const openApi = loadMetaOpenApi()
const oracle = openApi ? {} : { skip: "Meta's OpenAPI document is not at hand" }

test('meta-openapi: a document that is not there, is undefined', async (t) => {
  t.equal(loadMetaOpenApi('/nowhere/openapi.yaml'), undefined)
})

test('meta-openapi: a button numbered 0 and a language without policy, are valid', oracle, async (t) => {
  const button = { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [] }
  const template = { name: 'registration_received', language: { code: 'en' }, components: [button] }
  const message = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+1',
    type: 'template',
    template,
  }
  t.strictSame(openApi?.validate('TemplateMessage', message), [])
})

test('meta-openapi: what is missing, is named', oracle, async (t) => {
  t.match(openApi?.validate('TemplateMessage', {}).join('\n'), /required property 'template'/)
})

test('meta-openapi: a schema that does not exist, throws', oracle, async (t) => {
  t.throws(() => openApi?.validate('Nothing', {}), /no schema named Nothing/)
})
