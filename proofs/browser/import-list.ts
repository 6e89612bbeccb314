import { equal, match, ok } from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { DUTY_TIMES } from './season.ts'
import { noticeOf, receivedBy, type Stage } from './stage.ts'

const PEOPLE = `Name,Mobile,E-mail,Remark
Umm Salama,98765 44001,,first
=SUM(A1:A9) Formula,98765 44002,,a formula
No Number,12,,too short
Umm Salama,98765 44001,,twice
محمد یوسف,98765 44003,,
,98765 44004,,no name`

/** A pasted list of people and a file of duties, each with rows that are wrong: their fate, the import, the report. */
export async function importLists({ system, browser, signed_in }: Stage): Promise<void> {
  const page = await browser.open({ ...signed_in, javaScriptEnabled: false, acceptDownloads: true })
  await page.goto(`${system.api}/console/import`)
  await page.getByRole('radio', { name: /^People/ }).check()
  await page.getByLabel('Paste the list').fill(PEOPLE)
  await page.getByRole('button', { name: 'Check the list' }).click()
  const fate = (line: number) => page.getByRole('listitem').filter({ hasText: `Line ${line} ` })
  match(await page.locator('main').innerText(), /Nothing is written yet[^]*Remark/)
  match(await fate(4).innerText(), /No Number[^]*Refused[^]*number/)
  match(await fate(7).innerText(), /Refused[^]*name/i)
  for (const line of [2, 6]) {
    if (!(await fate(line).isVisible())) await page.locator('summary', { hasText: 'Would be added' }).click()
    match(await fate(line).innerText(), /New/)
  }
  equal(await countOf(system, 'Umm Salama'), 0)

  await page.getByRole('radio', { name: /^Tell them/ }).check()
  await page.getByRole('button', { name: /^Import \d people$/ }).click()
  match(await page.locator('h1 + p').innerText(), /^\d people added; \d rows were left out\.$/)
  const report = await downloaded(page)
  match(report, /^\uFEFFline,outcome,reason/)
  match(report, /4,refused,[^\n]*No Number/)
  ok(!/^[^']*,=SUM/m.test(report), 'A cell that a spreadsheet would execute is defused.')
  equal(await countOf(system, 'Umm Salama'), 1)
  const phones = await browser.open()
  await phones.goto(system.simulator)
  await phones.locator('.bubble', { hasText: 'Umm Salama' }).getByRole('img', { name: 'read' }).waitFor()

  const duties = `Mobile;Date;Duty\n98765 44001;${system.date(3)};${DUTY_TIMES[0]}\n98765 44009;${system.date(3)};${DUTY_TIMES[0]}\n98765 44003;31 February;${DUTY_TIMES[0]}`
  await page.goto(`${system.api}/console/import`)
  await page.getByRole('radio', { name: /^Duties/ }).check()
  await page
    .getByLabel('Or choose a file')
    .setInputFiles({ name: 'duties.csv', mimeType: 'text/csv', buffer: Buffer.from(duties) })
  await page.getByRole('button', { name: 'Check the list' }).click()
  match(await fate(3).innerText(), /Refused/)
  match(await fate(4).innerText(), /Refused[^]*date/i)
  await page.getByRole('radio', { name: /^As drafts/ }).check()
  await page.getByRole('button', { name: 'Import 1 duty' }).click()
  match(await page.locator('h1 + p').innerText(), /^1 duty added; 2 rows were left out\.$/)
  await page.goto(`${system.api}/console/roster/notify`)
  match(await page.locator('main').innerText(), /Umm Salama/)
  await page.getByRole('button', { name: /^Tell them/ }).click()
  match(await noticeOf(page), /told, in/)
  await phones.locator('.bubble', { hasText: 'Umm Salama' }).filter({ hasText: DUTY_TIMES[0] }).waitFor()
  equal((await receivedBy(system, '+919876544001')).length, 2)
}

async function downloaded(page: Page): Promise<string> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the report' }).click()
  const download = await coming
  equal(download.suggestedFilename(), 'import-report.csv')
  return readFile(await download.path(), 'utf8')
}

async function countOf({ call }: Stage['system'], name: string): Promise<number> {
  const { items } = await call<{ items: unknown[] }>(
    'GET',
    `/v1/registrations?search=${encodeURIComponent(name)}`,
  )
  return items.length
}
