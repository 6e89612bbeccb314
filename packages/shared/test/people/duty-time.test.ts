import { test } from 'tap'
import { dutyTimeKey, normaliseDutyTime } from '../../src/people/duty-time.ts'

test('normalise-duty-time: a label, becomes one plain line', async (t) => {
  t.strictSame(normaliseDutyTime(' Fajar \n Azaan\u200E'), { ok: true, duty_time: 'Fajar Azaan' })
  t.strictSame(normaliseDutyTime('5:30'), { ok: true, duty_time: '5:30' })
})

test('normalise-duty-time: an empty text, a NUL or a text that is too long is refused', async (t) => {
  t.match(normaliseDutyTime(' \u200B- '), { ok: false, fault: /Name the time/ })
  t.match(normaliseDutyTime('Fajar\0'), { ok: false, fault: /NUL/ })
  t.match(normaliseDutyTime('a'.repeat(60)), { ok: true })
  t.match(normaliseDutyTime('a'.repeat(61)), { ok: false, fault: /at most 60/ })
})

test('duty time: the key of a label, ignores case, white space, width and final punctuation', async (t) => {
  for (const label of ['Fajar Azaan', ' fajar   AZAAN.', 'Ｆajar Azaan:', 'Fajar Azaan …']) {
    t.equal(dutyTimeKey(label), 'fajar azaan')
  }
  t.equal(dutyTimeKey('5:30'), '5:30')
  t.not(dutyTimeKey('Fajar-Azaan'), dutyTimeKey('Fajar Azaan'))
})
