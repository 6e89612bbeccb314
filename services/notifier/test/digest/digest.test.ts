import { test } from 'tap'
import { composeDigest, type DigestInput } from '../../src/digest/digest.ts'
import { renderDigestHtml } from '../../src/digest/digest-html.ts'
import { renderDigestText } from '../../src/digest/digest-text.ts'
import { board, call, DATE, dutyTime, owedCorrection } from './board.ts'

const AHMED = { registration_id: '1', full_name: 'Ahmed Ali' }
const WAITING = { allotment: 'waiting', reached: 'no', channels: { whatsapp: null, email: null } } as const

function compose(input: Partial<DigestInput>) {
  const digest = composeDigest({ date: DATE, board: board(), owed: [], ...input })
  if (digest === undefined) throw new Error('There is nothing to say.')
  return { digest, text: renderDigestText(digest), html: renderDigestHtml(digest) }
}

test('digest: no duty tomorrow and no correction owed, undefined', async (t) => {
  const free = board({ duty_times: [dutyTime('Fajar Azaan', 6)] })
  t.equal(composeDigest({ date: DATE, board: free, owed: [] }), undefined)
})

test('digest: a day, its duties in the order of the board with the state of each person', async (t) => {
  const { digest, text, html } = compose({
    board: board({
      duty_times: [
        dutyTime(
          'Maghrib Azaan',
          6,
          AHMED,
          { full_name: 'Bilal Khan', reached: 'told' },
          { full_name: 'Yusuf Patel', ...WAITING },
        ),
        dutyTime('Fajar Azaan', 1, AHMED),
        dutyTime('Taraweeh', 2),
        dutyTime(
          'Parking',
          null,
          { full_name: 'Zainab Bano', reached: 'no' },
          {
            full_name: 'Sara Khan',
            reached: 'told',
            allotment: 'told_elsewhere',
            channels: { whatsapp: null, email: null },
          },
        ),
      ],
      to_call: [call({ ...AHMED, say: 'Maghrib Azaan on 15 March', email: 'ahmed@example.org' })],
    }),
  })
  t.equal(digest.subject, 'Tomorrow, 15 March 2026: 6 duties, 1 person to call')
  t.equal(
    text,
    `Tomorrow, 15 March 2026, has 6 duties. 4 of 6 were told. Please call 1 person. 5 places are free.

To call:

Ahmed Ali, +919876543210, ahmed@example.org
  No message reached the person.
  Say: Your duty is Maghrib Azaan on 15 March.
  Told: POST /v1/duty-assignments/0195a000-0000-7000-8000-000000000001/told-by-phone {"version": 1}
  Duties tomorrow: Maghrib Azaan, Fajar Azaan.

Tick each call off with its told-by-phone route, or it is listed again tomorrow.

Free places:

- Maghrib Azaan: 3 places free, 3 of 6 places taken
- Taraweeh: 2 places free, 0 of 2 places taken

Maghrib Azaan: 3 of 6 places taken

- Ahmed Ali: reached
- Bilal Khan: told
- Yusuf Patel: not announced

Fajar Azaan: 1 of 1 place taken

- Ahmed Ali: reached

Parking: 2 people

- Zainab Bano: not reached
- Sara Khan: told elsewhere`,
  )
  t.match(html, 'href="tel:+919876543210"')
  for (const words of [
    '6 duties',
    '4 of 6 were told',
    'Say:</b> Your duty is Maghrib Azaan on 15 March.',
    '3 places free',
    'not announced',
  ]) {
    t.match(html, words)
  }
})

test('digest: corrections are owed, each person is called once about all of them', async (t) => {
  const owed = [
    owedCorrection({
      ...AHMED,
      was_date: DATE,
      was_time: 'Fajar Azaan',
      duty_assignment_id: '0195a000-0000-7000-8000-000000000001',
    }),
    owedCorrection({ ...AHMED, status: 'assigned', duty_date: DATE.add({ days: 6 }) }),
    owedCorrection(),
  ]
  const to_call = [
    call({ ...AHMED, reason: 'owed_correction', say: 'was Fajar Azaan on 15 March, now cancelled' }),
  ]
  const { digest, text } = compose({ board: board({ to_call }), owed })
  t.equal(digest.subject, 'Tomorrow, 15 March 2026: no duties, 2 people to call')
  t.match(
    digest.calls.map(({ full_name, say }) => [full_name, say.map(({ words }) => words)]),
    [
      [
        'Ahmed Ali',
        [
          'Your duty was Fajar Azaan on 15 March, now cancelled.',
          'Your duty was Isha Azaan on 20 March, now Isha Azaan on 21 March.',
        ],
      ],
      ['Zainab Bano', ['Your duty was Isha Azaan on 20 March, now cancelled.']],
    ],
  )
  t.match(text, /^Tomorrow, 15 March 2026, has no duties\. Please call 2 people\.\n/)
  t.match(
    text,
    'Zainab Bano, +919876500000, zainab@example.org\n  A duty changed and the person may not know.',
  )
})

test('digest: no duty tomorrow but a correction owed, no gaps are listed', async (t) => {
  const { text, html } = compose({
    board: board({ duty_times: [dutyTime('Fajar Azaan', 6)] }),
    owed: [owedCorrection()],
  })
  t.notMatch(text, /free|Fajar/)
  t.notMatch(html, /free|Fajar/)
})

test('digest: everybody was told, there is no one to call', async (t) => {
  const { digest, text } = compose({ board: board({ duty_times: [dutyTime('Fajar Azaan', 1, AHMED)] }) })
  t.equal(digest.subject, 'Tomorrow, 15 March 2026: 1 duty, no people to call')
  t.match(text, /has 1 duty\. 1 of 1 were told\. There is no one to call\.\n\nFajar Azaan: 1 of 1/)
})

test('digest: markup in names, labels, addresses and words, is escaped in HTML', async (t) => {
  const evil = '<img src=x onerror="alert(1)">&\''
  const { html } = compose({
    board: board({
      duty_times: [dutyTime(evil, 2, { ...AHMED, full_name: evil })],
      to_call: [call({ ...AHMED, full_name: evil, phone_number: evil, email: evil, say: evil })],
    }),
    owed: [owedCorrection({ full_name: evil, was_time: evil })],
  })
  t.notMatch(html, '<img')
  t.notMatch(html, 'onerror="')
  t.notMatch(html, /<script|<link|<style|https?:/, 'nothing is loaded')
})

test('digest: a person without a number, the address alone is named', async (t) => {
  const zainab = call({ full_name: 'Zainab Bano', phone_number: null, email: 'zainab@example.org' })
  const { text, html } = compose({
    board: board({ duty_times: [dutyTime('Fajar', 1, AHMED)], to_call: [zainab] }),
  })
  t.match(text, '\nZainab Bano, zainab@example.org\n')
  t.match(html, 'zainab@example.org')
  t.notMatch(html, /tel:|null/)
})
