import { test } from 'tap'
import { PhoneNumberLimit } from '../../src/registrations/phone-number-limit.ts'
import { startApi } from '../start-api.ts'

const HOUR_MS = 3_600_000

void test('phone-number-limit: its share within the hour is taken, refused until the hour is over', async (t) => {
  let now = 5_000
  const limit = new PhoneNumberLimit(() => now)
  for (let taken = 0; taken < 10; taken += 1) {
    limit.check('+919876543210')
    limit.count('+919876543210')
  }
  limit.check('+919876543211')
  now += HOUR_MS - 1_000
  t.throws(() => limit.check('+919876543210'), { code: 'rate_limited', retry_after_seconds: 1 })
  now += 1_000
  limit.check('+919876543210')
})

void test('phone-number-limit: an eleventh person on one phone, 429 with Retry-After', async (t) => {
  const api = await startApi(t, { REGISTRATIONS_PER_MINUTE: 1_000 })
  for (let number = 1; number <= 10; number += 1) {
    t.equal((await api.register({ full_name: `Ali ${number}` })).status, 201)
    if (number < 10) t.equal((await api.register({ full_name: 'Ali 1' })).status, 409, 'which does not count')
  }
  const answer = await api.register({ full_name: 'Ali 11' })
  t.match(answer, { status: 429, json: { code: 'rate_limited' } })
  t.match(answer.headers['retry-after'], /^\d+$/)
  t.equal((await api.register({ phone_number: '98765 43211' })).status, 201)
})
