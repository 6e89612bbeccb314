import { test } from 'tap'
import { findFaults, findWebhookFaults } from '../../src/whatsapp/contract/find-faults.ts'
import { GraphError, MessageAnswer, MessageRequest } from '../../src/whatsapp/contract/message.ts'

const REQUEST = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+919876543210',
  type: 'template',
  biz_opaque_callback_data: '01900000-0000-7000-8000-000000000000:1',
  template: {
    name: 'registration_received',
    language: { code: 'en' },
    components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ahmed Ali' }] }],
  },
}

test('contract: a request is valid, and each deviation from it is found', async (t) => {
  t.same(findFaults(MessageRequest, REQUEST), [])
  const broken: [name: string, change: object][] = [
    ['a field of our own', { delivery_id: '1' }],
    ['another type', { type: 'text' }],
    ['no recipient', { to: '' }],
    ['a recipient without a plus sign', { to: '919876543210' }],
    ['opaque data of 513 characters', { biz_opaque_callback_data: 'x'.repeat(513) }],
    ['a language with a hyphen', { template: { ...REQUEST.template, language: { code: 'en-US' } } }],
    [
      'a named parameter',
      {
        template: {
          ...REQUEST.template,
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'A', parameter_name: 'name' }] }],
        },
      },
    ],
    ...['', 'a\nb', 'a\tb', 'a     b', 'a'.repeat(1025)].map((text): [name: string, change: object] => [
      `the parameter ${JSON.stringify(text.slice(0, 10))}`,
      {
        template: {
          ...REQUEST.template,
          components: [{ type: 'body', parameters: [{ type: 'text', text }] }],
        },
      },
    ]),
  ]
  for (const [name, change] of broken)
    t.not(findFaults(MessageRequest, { ...REQUEST, ...change }).length, 0, name)
})

test('contract: answers and errors of Meta, valid also with fields that it adds', async (t) => {
  const answer = {
    messaging_product: 'whatsapp',
    contacts: [{ input: '+919876543210', wa_id: '919876543210', user_id: 'IN.1' }],
    messages: [{ id: 'wamid.1', message_status: 'accepted' }],
  }
  t.same(findFaults(MessageAnswer, answer), [])
  t.not(findFaults(MessageAnswer, { ...answer, messages: [] }).length, 0)
  const error = {
    error: { message: '(#131009) Parameter value is not valid', type: 'OAuthException', code: 131009 },
  }
  t.same(findFaults(GraphError, error), [])
  t.not(findFaults(GraphError, { error: { message: 'no code' } }).length, 0)
})

const METADATA = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }

function bodyOf(field: string, value: object): object {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: [{ field, value }] }],
  }
}

function messageOf(message: object): object {
  const written = { id: 'wamid.IN', timestamp: '1770000000', from: '919876543210', ...message }
  return bodyOf('messages', { messaging_product: 'whatsapp', metadata: METADATA, messages: [written] })
}

const STATUS = { id: 'wamid.1', status: 'delivered', timestamp: '1770000000' }

function statusOf(status: object): object {
  return bodyOf('messages', {
    messaging_product: 'whatsapp',
    metadata: METADATA,
    statuses: [{ ...STATUS, ...status }],
  })
}

const VALID: readonly [name: string, body: object][] = [
  ['a status without a number', statusOf({ recipient_user_id: 'IN.1', biz_opaque_callback_data: 'd:1' })],
  ['a numeric timestamp', statusOf({ timestamp: 1_770_000_000 })],
  ['a failure', statusOf({ status: 'failed', errors: [{ code: 131_026, title: 'Undeliverable' }] })],
  ['a text', messageOf({ type: 'text', text: { body: 'STOP' } })],
  [
    'a writer without a number',
    messageOf({ from: undefined, from_user_id: 'IN.1', type: 'text', text: { body: 'STOP' } }),
  ],
  ['a button', messageOf({ type: 'button', button: { text: 'Stop', payload: 'stop' } })],
  [
    'a reply',
    messageOf({
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Stop' } },
    }),
  ],
  [
    'an edit',
    messageOf({
      type: 'edit',
      edit: { original_message_id: 'wamid.0', message: { type: 'text', text: { body: 'STOP' } } },
    }),
  ],
  ['a group', messageOf({ group_id: 'g', type: 'text', text: { body: 'stop' } })],
  ['a removed reaction', messageOf({ type: 'reaction', reaction: { message_id: 'wamid.1' } })],
  ['an unsupported kind', messageOf({ type: 'unsupported', errors: [{ code: 131_051 }] })],
  [
    'a changed number',
    messageOf({ type: 'system', system: { type: 'user_changed_number', wa_id: '919123456780' } }),
  ],
  ['an entry without changes', { object: 'whatsapp_business_account', entry: [{ id: '1' }] }],
  [
    'a paused template',
    bodyOf('message_template_status_update', {
      event: 'PAUSED',
      message_template_id: 1,
      message_template_name: 'a',
      message_template_language: 'en-US',
      reason: null,
    }),
  ],
  [
    'a red template',
    bodyOf('message_template_quality_update', {
      message_template_id: 1,
      message_template_name: 'a',
      message_template_language: 'en',
      new_quality_score: 'RED',
    }),
  ],
  [
    'a category',
    bodyOf('template_category_update', {
      message_template_id: 1,
      message_template_name: 'a',
      message_template_language: 'en',
      new_category: 'MARKETING',
      previous_category: 'UTILITY',
    }),
  ],
  ['a removed partner', bodyOf('account_update', { event: 'PARTNER_REMOVED', waba_info: { waba_id: '1' } })],
  [
    'a throughput',
    bodyOf('phone_number_quality_update', { event: 'THROUGHPUT_UPGRADE', display_phone_number: '1' }),
  ],
  ['a limit', bodyOf('business_capability_update', { max_daily_conversations_per_business: 'TIER_1K' })],
  [
    'a preference',
    bodyOf('user_preferences', {
      user_preferences: [{ wa_id: '1', category: 'marketing_messages', value: 'stop', timestamp: 1 }],
    }),
  ],
]

test('contract: each webhook that Meta is known to send is valid', async (t) => {
  for (const [name, body] of VALID) t.same(findWebhookFaults(body), [], name)
})

test('contract: broken webhooks, the fault is named with its path', async (t) => {
  t.match(findWebhookFaults(statusOf({ id: undefined })), [/^messages\/statuses\/0/])
  t.match(findWebhookFaults({ object: 'page', entry: [] }), [/^\/object/])
  t.match(findWebhookFaults(bodyOf('messages', { messaging_product: 'whatsapp' })), [/metadata/])
})
