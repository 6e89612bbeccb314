import { test } from 'tap'
import { cleanProviderText } from '../../src/providers/clean-provider-text.ts'

test('clean-provider-text: one short line with tokens, numbers and addresses masked', async (t) => {
  t.equal(
    cleanProviderText('550 5.1.1 <Ahmed@Example.org>:\r\n\tunknown, +91\n98765 43210 '),
    '550 5.1.1 <A•••@Example.org>: unknown, 91******3210',
  )
  t.equal(
    cleanProviderText('Malformed access token EAAGm0PX4ZCpsBA1234567890'),
    'Malformed access token EAA•••',
  )
  t.equal(cleanProviderText('x'.repeat(9000)).length, 500)
})
