import { dutyTimeKey } from '@dutybell/shared/people/duty-time'
import { test } from 'tap'
import { findUnknownLabels } from '../../src/duty-times/unknown-label.ts'
import { startApi } from '../start-api.ts'

const NO_NAME = 'duty_time_unknown: no duty time has this name'
const DID_YOU_MEAN = {
  'Fajr Azan': 'Fajar Azaan',
  'Azaan Fajar': 'Fajar Azaan',
  FajarAzaan: 'Fajar Azaan',
  'Zohr Adhan': 'Zohr Azaan',
  ishaa: 'Isha',
  الفجرر: 'الفجر',
}

void test('unknown-label', async (t) => {
  const api = await startApi(t)

  await t.test('no duty times, no warnings', async (t) => {
    t.same(await findUnknownLabels(api.db, ['Fajar Azaan', 'anything']), new Map())
  })

  await api.db
    .insertInto('duty_times')
    .values(
      ['Fajar Azaan', 'Zohr Azaan', 'Isha', 'الفجر'].map((name, position) => ({
        id: crypto.randomUUID(),
        name,
        key: dutyTimeKey(name),
        position,
      })),
    )
    .execute()

  await t.test('a label whose key a duty time has, no warning', async (t) => {
    t.same(await findUnknownLabels(api.db, ['Fajar Azaan', 'fajar  azaan.', 'ISHA']), new Map())
  })

  for (const [label, name] of Object.entries(DID_YOU_MEAN)) {
    await t.test(`${label}, the nearest name is suggested`, async (t) => {
      const warnings = await findUnknownLabels(api.db, ['Isha', label, label])
      t.same(warnings, new Map([[label, `duty_time_unknown: did you mean ${name}?`]]))
    })
  }

  await t.test('a label that resembles no name, a warning without a suggestion', async (t) => {
    for (const label of ['Car park', '5:30', 'x']) {
      t.same(await findUnknownLabels(api.db, [label]), new Map([[label, NO_NAME]]))
    }
  })
})
