/** Texts that broke programs before: markup, commands, formulas, characters that databases, shells or screens read differently. */
export const POISON: readonly string[] = [
  'Ali <script>alert(1)</script>',
  'Ali <img src=x onerror=alert(1)>',
  'Ali "><svg onload=alert(1)>',
  "Ali ' or 1=1; drop table registrations; --",
  'Ali {{1}} {{2}}',
  'Ali ${7*7} #{7*7} <%= 7 %>',
  'Ali $(id) `id` | cat',
  "=cmd|'/c calc'!A0 Ali",
  '@SUM(1+1) Ali',
  '+Ali',
  '-Ali',
  '%s%n%x Ali',
  'Ali \0 NUL',
  'Ali \ud800 lone',
  'Ali \udc00\ud800 swapped',
  'Ali \u202egro.live\u2069',
  'A\u200bl\u200di\u2060',
  `Ali${'\u0301\u0327'.repeat(60)}`,
  'Ali 👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'Ali\r\nSubject: won',
  'Ali\n\n\tBcc: other',
  'Ali\u2028\u2029line',
  'Ali\u0085\u001b[31mred\u0007',
  'Ali \uffff\ufeff\ue000',
  'علي‏ زين',
  'Ali\\x00\\u0000\\n',
  'Ali %00%0d%0a',
  '../../etc/passwd Ali',
  '__proto__',
  'constructor',
  'null',
  `Ali ${'x'.repeat(10_000)}`,
  `Ali ${'\u00e9'.repeat(500_000)}`,
  `Ali${' '.repeat(900)}Baba`,
  '{"json":{"a":1}} Ali',
  "\\'; -- Ali",
  'Ali ]]> <!-- -->',
  'Ａｌｉ ﷽',
]

/** Bodies signed as Meta's that have another shape than Meta's. */
export const ODD_BODIES: readonly string[] = [
  '',
  ' ',
  'null',
  '[]',
  '{}',
  '42',
  '"text"',
  '{"entry":',
  'not JSON',
  '\0',
  '\ufeff{}',
  `{"a":1e999}`,
  '['.repeat(100_000),
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  '{"entry":{"length":9e9}}',
  '{"entry":[null,1,"x",[],{}]}',
  `{"__proto__":{"entry":[]},"constructor":{"prototype":{}},"entry":[]}`,
  ...[
    'null',
    '[]',
    '"x"',
    '{"changes":null}',
    '{"changes":[null]}',
    '{"changes":[{"field":null,"value":[]}]}',
    '{"changes":[{"field":"__proto__","value":{"statuses":[{}]}}]}',
    '{"changes":[{"field":"message_template_status_update","value":{"event":"\\u0000","message_template_name":"\\ud800","message_template_language":"__proto__"}}]}',
    '{"changes":[{"field":"account_update","value":{"event":"constructor","ban_info":{"waba_ban_state":1e999}}}]}',
    '{"changes":[{"field":"user_preferences","value":{"user_preferences":[{"wa_id":"\\u0000","value":"stop","category":{}}]}}]}',
  ].map((entry) => `{"object":"whatsapp_business_account","entry":[${entry}]}`),
]

const UPDATES: readonly object[] = [
  {},
  { id: 7 },
  { id: '\0', status: 'read' },
  { id: 'wamid.\ud800', status: '__proto__', timestamp: '1' },
  { id: 'wamid.x', status: 'delivered', timestamp: '-99999999999999' },
  { id: 'wamid.x', status: 'delivered', timestamp: '9'.repeat(400) },
  { id: 'wamid.x', status: 'read', timestamp: 'NaN', biz_opaque_callback_data: '0:0' },
  { id: 'wamid.x', status: 'failed', timestamp: '1767225605', biz_opaque_callback_data: "'; drop table deliveries; --:1" }, // prettier-ignore
  { id: 'wamid.x', status: 'failed', timestamp: '1767225605', biz_opaque_callback_data: '01890a5d-ac96-774b-bcce-b302099a8057:99999999999999999999' }, // prettier-ignore
  { id: 'i'.repeat(500_000), status: 'sent', timestamp: '1767225605' },
  { id: 'wamid.y', status: 'failed', timestamp: '1767225605', errors: [{ code: '\0', title: '\ud800', error_data: 7 }] }, // prettier-ignore
  { id: 'wamid.y', status: 'failed', timestamp: '1767225605', errors: [{ code: 1e300 }, null, 'x'], recipient_id: '\u202e' }, // prettier-ignore
]

const WRITINGS: readonly object[] = [
  {},
  { id: '\0', from: '\0', type: 'text', timestamp: '1767225605', text: { body: '\0' } },
  { id: 'wamid.i1', from: '919840000001', type: '__proto__', timestamp: '1767225605' },
  { id: 'wamid.i2', from: '9'.repeat(5_000), type: 'text', timestamp: '1767225605', text: { body: 'STOP' } },
  { id: 'wamid.i3', from: 'constructor', type: 'button', timestamp: 0, button: { text: 7 } },
  { id: 'wamid.i4', from: '919840000001', type: 'text', timestamp: '1e99', text: { body: ['STOP'] } },
  { id: 'wamid.i5', from: '919840000001', type: 'system', timestamp: '1767225605', system: { type: 'user_changed_number', wa_id: '\0' } }, // prettier-ignore
]

/** Odd updates in bodies that are otherwise Meta's. */
export function oddUpdates(phone_number_id: string): string[] {
  const metadata = { phone_number_id, display_phone_number: '1' }
  const bodyOf = (value: object): string =>
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata, ...value } }] }],
    })
  return [
    ...UPDATES.map((update) => bodyOf({ statuses: [update] })),
    ...WRITINGS.map((writing) => bodyOf({ messages: [writing], contacts: [writing, null] })),
    ...POISON.flatMap((text) => [
      bodyOf({ statuses: [{ id: text, status: 'delivered', timestamp: '1767225605', recipient_id: text }] }),
      bodyOf({ statuses: [{ id: 'wamid.z', status: 'failed', timestamp: '1767225605', errors: [{ code: 131000, title: text, message: text }] }] }), // prettier-ignore
      bodyOf({ contacts: [{ wa_id: text, user_id: text, profile: { name: text } }] }),
      templateNewsOf(text),
    ]),
  ]
}

function templateNewsOf(text: string): string {
  const value = { event: text, message_template_name: text, message_template_language: text, reason: text }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'message_template_status_update', value }] }],
  })
}
