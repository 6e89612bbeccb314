import { test } from 'tap'
import { readSettings } from '../../src/start/settings.ts'

test('settings: three mistakes, three lines', async (t) => {
  t.throws(() => readSettings({ PORT: '99999', TIME_ZONE: 'Mars', META_WA_ACCESS_TOKEN: 'x' }), {
    faults: [/^PORT /, /^TIME_ZONE /, /^META_WA_PHONE_NUMBER_ID /],
  })
})

test('settings: two services on one port, the start is refused', async (t) => {
  t.throws(() => readSettings({ NOTIFIER_PORT: '3000' }), {
    message: 'NOTIFIER_PORT must differ from PORT; both are 3000.',
  })
  t.equal(readSettings({ PORT: '0', NOTIFIER_PORT: '0' }).PORT, 0)
})
