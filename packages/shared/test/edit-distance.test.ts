import { test } from 'tap'
import { editDistance } from '../src/edit-distance.ts'

const DISTANCES: readonly (readonly [string, string, number])[] = [
  ['send_reminders', 'send_reminders', 0],
  ['send_reminders', 'send_reminder', 1],
  ['send_reminders', 'sent_remindres', 3],
  ['send_reminders', 'snd_remindrs', 2],
  ['send_reminders', 'send-reminderz', 2],
  ['send_reminders', 'remind', 8],
  ['watch', 'batch', 1],
  ['', 'ab', 2],
]

for (const [a, b, distance] of DISTANCES) {
  test(`edit-distance: ${a} and ${b}, in both directions`, async (t) => {
    t.equal(editDistance(a, b), distance)
    t.equal(editDistance(b, a), distance)
  })
}
