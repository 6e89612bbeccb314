import { test } from 'tap'
import { readWaitInText } from '../../src/providers/wait-in-text.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

const WAITS: readonly (readonly [string, number | undefined])[] = [
  ['421 4.3.2 try again after 3600 seconds', HOUR_MS],
  ['Try again after 3600', HOUR_MS],
  ['450 4.7.1 Greylisted, please try again in 5 minutes', 5 * MINUTE_MS],
  ['Please try again later in 30 minutes', 30 * MINUTE_MS],
  ['Retry-After: 120', 2 * MINUTE_MS],
  ['retry in 00:05:00', 5 * MINUTE_MS],
  ['please come back in 00:04:59', 299 * SECOND_MS],
  ['please wait 300 s', 5 * MINUTE_MS],
  ['wait at least 10 minutes', 10 * MINUTE_MS],
  ['Please retry after 60sec', MINUTE_MS],
  ['try again after 2 hours', 2 * HOUR_MS],
  ['try again after 500 ms', 500],
  ['try again after 90 hours', 24 * HOUR_MS],
  ['try again later', undefined],
  ['try again after 0 seconds', undefined],
  ['550 5.1.1 user unknown', undefined],
]

test('wait-in-text: the wait that a text names, at most a day', async (t) => {
  for (const [text, wait_ms] of WAITS) t.equal(readWaitInText(text), wait_ms, text)
})
