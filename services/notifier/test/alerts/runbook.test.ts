import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { ALERT_SUBJECTS, isAlertKey, runbookReference } from '../../src/accounts/alert-key.ts'

const RUNBOOK = new URL('../../../../docs/runbook.md', import.meta.url)

void test('docs/runbook.md: each alert has a section with its meaning and the repair', async (t) => {
  const page = await readFile(RUNBOOK, 'utf8')
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split('\n', 1)[0] ?? '', section]),
  )
  for (const subject of ALERT_SUBJECTS)
    t.match(sections.get(subject), /\*\*Meaning\.\*\*[^]*\*\*Repair/, subject)
  const alerts = [...sections.keys()].filter((title) => !title.includes(' '))
  t.same(alerts.toSorted(), ALERT_SUBJECTS.toSorted(), 'no section is left of a former alert')
})

void test('runbookReference: names the section of a key with a subject of its own', async (t) => {
  t.equal(runbookReference('template_held:duty_cancelled:ur'), 'Runbook: docs/runbook.md#template_held.')
  t.equal(runbookReference('standby'), 'Runbook: docs/runbook.md#standby.')
  t.ok(isAlertKey('channel_paused:whatsapp'))
  t.notOk(isAlertKey('channel'))
})
