import { test } from 'tap'
import {
  adviseOnGraphError,
  classifyGraphError,
  describeErrorCode,
  endsWithApproval,
  ERROR_CATALOGUE,
} from '../../src/whatsapp/error-catalogue.ts'

const SENTENCE = /^[A-Z].*[^.]\.$/u

test('error-catalogue: each row has a meaning and an action, each a sentence', async (t) => {
  const codes = new Set<string>()
  for (const [errorClass, table] of Object.entries(ERROR_CATALOGUE)) {
    for (const [code, { meaning, action, wait_seconds }] of Object.entries(table)) {
      t.match(meaning, SENTENCE, `${code}: meaning`)
      t.match(action, SENTENCE, `${code}: action`)
      t.ok(wait_seconds === undefined || errorClass === 'pace', `${code}: a wait for class pace only`)
      t.notOk(codes.has(code), `${code}: one class only`)
      codes.add(code)
    }
  }
})

test('error-catalogue: a hold for a parameter mismatch or a flow error, approval does not end it', async (t) => {
  for (const code of [null, 'status', '132001', '132015']) t.ok(endsWithApproval(code), String(code))
  for (const code of ['132000', '132012', '132068', '132069', '134100', '131049', 'category']) {
    t.notOk(endsWithApproval(code), code)
  }
})

test('error-catalogue: a code alone, as in a failed receipt, is classified', async (t) => {
  const expected = {
    account: [
      0, 3, 10, 33, 102, 104, 190, 200, 270, 299, 368, 803, 131005, 131030, 131031, 131037, 131042, 131045,
    ],
    pace: [4, 17, 341, 613, 80007, 80008, 130429, 131048, 131056, 131057, 134101, 2494100],
    recipient: [130403, 130472, 130497, 131021, 131026, 131043, 131049, 131050, 137000],
    request: [
      100, 506, 131008, 131009, 131014, 131047, 131051, 131053, 131062, 132005, 132008, 132018, 135000,
    ],
    template: [131063, 132000, 132001, 132007, 132012, 132015, 132016, 132068, 132069, 134100, 134102],
    transient: [1, 2, 131000, 131016, 133004],
  } as const
  for (const [errorClass, codes] of Object.entries(expected)) {
    for (const code of codes) t.equal(classifyGraphError({ code }), errorClass, String(code))
  }
})

test('error-catalogue: a known code, status and hint do not change its class', async (t) => {
  for (const http_status of [400, 403, 429, 500]) {
    t.equal(classifyGraphError({ code: 130429, http_status, is_transient: true }), 'pace')
  }
})

test('error-catalogue: code 100 for a missing object, class account', async (t) => {
  t.equal(classifyGraphError({ code: 100, error_subcode: 33 }), 'account')
  t.equal(classifyGraphError({ code: 100, error_subcode: 1 }), 'request')
})

test('error-catalogue: a wrong request, class by its details', async (t) => {
  const details: readonly (readonly [number, string, string])[] = [
    [100, 'Parameter name is missing or empty', 'template'],
    [100, 'Template name does not exist in the translation', 'template'],
    [100, "Param template['components'][0]['parameters'] must be an array", 'template'],
    [
      100,
      'body: number of localizable_params (1) does not match the expected number of params (2)',
      'template',
    ],
    [132018, 'Parameter name is missing or empty', 'template'],
    [131008, 'Required parameter name is missing', 'template'],
    [100, 'Cannot send a message to your own number', 'recipient'],
    [100, 'Phone number is the same as the sender number', 'recipient'],
    [100, 'The business phone number cannot message itself', 'recipient'],
    [131009, 'Sender and recipient numbers are the same', 'recipient'],
    [131009, 'Recipient is not a valid number', 'recipient'],
    [131009, 'Parameter type is not valid', 'request'],
    [100, '(#100) Invalid parameter', 'request'],
    [100, 'The parameter messaging_product is required.', 'request'],
    [100, 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces', 'request'],
    [132018, 'Param text cannot have new-line/tab characters', 'request'],
    [131008, 'Parameter of type text is missing text value', 'request'],
  ]
  for (const [code, text, errorClass] of details) {
    t.equal(classifyGraphError({ code, details: text }), errorClass, `${code} ${text}`)
  }
  t.equal(classifyGraphError({ code: 100, error_subcode: 33, details: 'template' }), 'account')
})

test('error-catalogue: named parameters, the advice names the positional form', async (t) => {
  t.match(adviseOnGraphError(100, 'Parameter name is missing or empty'), '{{1}}')
  t.match(adviseOnGraphError(100, 'Template is not valid'), /^Compare the template/)
  t.match(adviseOnGraphError(100, 'Recipient is not a valid number'), /^Correct the phone number/)
  t.match(adviseOnGraphError(100, "Object with ID '1' does not exist"), /META_WA_PHONE_NUMBER_ID/)
  t.match(adviseOnGraphError(100, undefined), /^Report a bug/)
  t.equal(adviseOnGraphError(999_999, undefined), undefined)
})

test('error-catalogue: an unknown code, classified by hint, then status, else transient', async (t) => {
  const code = 987654
  t.equal(classifyGraphError({ code, http_status: 403, is_transient: true }), 'transient')
  t.equal(classifyGraphError({ code, http_status: 401 }), 'account')
  t.equal(classifyGraphError({ code, http_status: 403 }), 'account')
  t.equal(classifyGraphError({ code, http_status: 429 }), 'pace')
  for (const http_status of [400, 404, 500, 503, undefined]) {
    t.equal(classifyGraphError({ code, http_status }), 'transient')
  }
})

test('error-catalogue: an unknown code has no description', async (t) => {
  t.match(describeErrorCode(131042), { class: 'account', meaning: /bill/, action: /payment/ })
  t.match(describeErrorCode(299), { class: 'account' })
  t.equal(describeErrorCode(300), undefined)
  t.equal(describeErrorCode(Number.NaN), undefined)
})
