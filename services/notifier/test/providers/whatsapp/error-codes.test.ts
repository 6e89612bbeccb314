import { test } from 'tap'
import { classifyGraphError, describeErrorCode } from '../../../src/providers/whatsapp/error-codes.ts'

test('error-codes: a code alone, as a failed callback brings it', async (t) => {
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

test('error-codes: a known code, its class stands whatever the status and the hint', async (t) => {
  for (const http_status of [400, 403, 429, 500]) {
    t.equal(classifyGraphError({ code: 130429, http_status, is_transient: true }), 'pace')
  }
})

test('error-codes: an object that does not exist, the account is at fault', async (t) => {
  t.equal(classifyGraphError({ code: 100, error_subcode: 33 }), 'account')
  t.equal(classifyGraphError({ code: 100, error_subcode: 1 }), 'request')
})

test('error-codes: an invalid value, of the recipient or of something else', async (t) => {
  t.equal(classifyGraphError({ code: 131009, details: 'Recipient is not a valid number' }), 'recipient')
  t.equal(classifyGraphError({ code: 131009, details: 'Parameter type is not valid' }), 'request')
})

test('error-codes: an unknown code, by the hint, then by the status, else tried again', async (t) => {
  const code = 987654
  t.equal(classifyGraphError({ code, http_status: 403, is_transient: true }), 'transient')
  t.equal(classifyGraphError({ code, http_status: 401 }), 'account')
  t.equal(classifyGraphError({ code, http_status: 403 }), 'account')
  t.equal(classifyGraphError({ code, http_status: 429 }), 'pace')
  for (const http_status of [400, 404, 500, 503, undefined]) {
    t.equal(classifyGraphError({ code, http_status }), 'transient')
  }
})

test('error-codes: a known code is described, an unknown one is not', async (t) => {
  t.match(describeErrorCode(131042), { class: 'account', meaning: /bill/, action: /payment/ })
  t.match(describeErrorCode(299), { class: 'account' })
  t.equal(describeErrorCode(300), undefined)
  t.equal(describeErrorCode(Number.NaN), undefined)
})
