import { test } from 'tap'
import { isWithin } from '../../src/worker/stuck-jobs.ts'

const WITHIN_TWO: readonly (readonly [string, string, boolean])[] = [
  ['send_reminders', 'send_reminders', true],
  ['send_reminders', 'send_reminder', true],
  ['send_reminders', 'sent_remindres', false],
  ['send_reminders', 'snd_remindrs', true],
  ['send_reminders', 'send-reminderz', true],
  ['send_reminders', 'remind', false],
  ['send_template', 'send_templates2', true],
  ['watch', 'batch', true],
  ['watch', 'mail', false],
  ['', 'ab', true],
]

for (const [known, given, within] of WITHIN_TWO) {
  test(`stuck-jobs: ${given} for ${known}, ${within ? 'at most two letters differ' : 'another name'}`, async (t) => {
    t.equal(isWithin(2, known, given), within)
    t.equal(isWithin(2, given, known), within)
  })
}
