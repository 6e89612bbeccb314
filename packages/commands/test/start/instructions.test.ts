import { parsePhoneNumber } from '@dutybell/shared/people/phone-number'
import { test } from 'tap'
import { instructions } from '../../src/start/instructions.ts'

const addresses = {
  api: 'http://127.0.0.1:3000',
  consoleLink: '/console/link/token',
  hasSignUpPage: true,
  notifier: 'http://127.0.0.1:3001',
  simulator: 'http://127.0.0.1:4000',
  adminKey: 'key',
  dutyDate: '2026-03-15',
}

test('instructions: each start, another person whom the API takes', async (t) => {
  const numbers = Array.from({ length: 500 }, () => /\+91\d+/.exec(instructions(addresses))?.[0] ?? '')
  t.ok(new Set(numbers).size > 1)
  t.strictSame(
    numbers.filter((number) => !parsePhoneNumber(number, 'IN').ok),
    [],
  )
})

test('instructions: keys are configured and there is no sign-up page, neither is printed', async (t) => {
  t.match(instructions(addresses), /Sign-up page +http:\/\/127\.0\.0\.1:3000\/\n/)
  const text = instructions({ ...addresses, adminKey: undefined, simulator: undefined, hasSignUpPage: false })
  t.notMatch(text, /Sign-up page/)
  t.match(text, /Bearer \$ADMIN_KEY/)
  t.match(text, /Messages +are really sent/)
})
