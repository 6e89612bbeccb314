import { test } from 'tap'
import { PREFERENCE_WORDS, readPreference } from '../../src/inbound/read-preference.ts'

const STOP = [
  'STOP',
  'stop',
  ' Stop. ',
  '"STOP"',
  'STOP!!! 🛑',
  'ＳＴＯＰ',
  'stop\u200B',
  'Stop  all',
  'STOP_ALL',
  'opt-out',
  'Unsubscribe',
  'बंद करो',
  'बंद करो।',
  'रोकें',
  'رک جائیں',
  'رك جائيں',
  'بند کریں۔',
  'توقّف',
  'إيقاف',
  'ايقاف',
  'બંધ કરો',
  'থামান',
  'थांबवा',
  'நிறுத்து',
]

for (const text of STOP) {
  test(`read-preference: ${JSON.stringify(text)}, stop`, async (t) => t.equal(readPreference(text), 'stop'))
}

for (const text of ['START', 'Start!', 'unstop', 'शुरू करें', 'شروع کریں', 'ابدا', 'શરૂ કરો', 'opt-in']) {
  test(`read-preference: ${JSON.stringify(text)}, start`, async (t) => t.equal(readPreference(text), 'start'))
}

const NEITHER = [
  'please stop by at 5',
  'I will stop at the mosque',
  'stopp',
  'stop start',
  'cancel',
  'Cancel my duty',
  'quit',
  'end',
  'रुको',
  'yes',
  '',
  '🛑',
  'toString',
  'stop'.padEnd(5_000, '.'),
]

for (const text of NEITHER) {
  test(`read-preference: ${JSON.stringify(text.slice(0, 40))}, no preference`, async (t) => {
    t.equal(readPreference(text), null)
  })
}

test('read-preference: every listed text, its listed preference', async (t) => {
  for (const preference of ['stop', 'start'] as const) {
    for (const word of Object.values(PREFERENCE_WORDS[preference]).flat()) {
      t.equal(readPreference(word), preference, word)
      t.equal(readPreference(` ${word.toUpperCase().normalize('NFD')}! `), preference, word)
    }
  }
})
