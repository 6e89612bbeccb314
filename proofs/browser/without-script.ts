import { equal, match, ok } from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { DUTY_TIMES } from './season.ts'
import { noticeOf, reloadUntil, type Stage } from './stage.ts'

const NAME = 'Without Script'
const ADDRESS = 'without@example.org'

/** Sends the forms that no other scene sends with JavaScript off. A refused form keeps what was typed. */
export async function sendFormsWithoutScript(stage: Stage): Promise<void> {
  const page = await stage.browser.open({ ...stage.signed_in, javaScriptEnabled: false })
  await enterPerson(page, stage)
  await changeDuty(page, stage)
  await endMessages(page, stage)
  await changeSettings(page, stage)
  await sendAgain(page, stage)
}

async function enterPerson(page: Page, { system, season }: Stage): Promise<void> {
  await page.goto(`${system.api}/console/people/new`)
  await page.getByLabel('Name').fill(NAME)
  await page.getByLabel(/E-mail/).fill(ADDRESS)
  await refused(page, 'Register', { label: 'Phone number', wrong: '12', right: '98765 49001' })
  await page.getByRole('checkbox', { name: 'Agreed to WhatsApp' }).check()
  await page.getByLabel(/where, or in which call/).fill('phone call')
  await click(page, 'Register', /is registered/)
  await page.getByRole('link', { name: 'Edit' }).click()
  await refused(page, 'Save', { label: 'E-mail', wrong: 'without@example', right: ADDRESS })
  await click(page, 'Save', /is saved|Nothing was changed/)
  await page.getByRole('link', { name: 'Assign a duty' }).click()
  await click(page, new RegExp(`^${DUTY_TIMES[0]}`), /has Fajar Azaan on .* will be told/)
  await page.goto(`${system.api}/console/people`)
  await page.getByRole('searchbox').fill('without')
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByRole('link', { name: NAME, exact: true }).waitFor()
  await page.goto(`${system.api}/console/people/${season.people[1]}`)
  await click(page, 'Keep the old number', /The old number stays/)
}

async function changeDuty(page: Page, { system, season }: Stage): Promise<void> {
  await page.goto(`${system.api}/console/days`)
  await page.getByLabel('Another day').fill(system.date(1))
  await page.getByRole('button', { name: 'Go' }).click()
  await page.waitForURL(`**/${system.date(1)}`)
  await click(page, /^Told /, /was told by phone/)
  await page.goto(`${system.api}/console/days/${system.date(1)}?hand_over=${season.duties[5]}`)
  const box = page.locator(`#duty-${season.duties[5]}`)
  await box.getByRole('searchbox').fill('?')
  await box.getByRole('button', { name: 'Find' }).click()
  equal(await box.getByRole('searchbox').inputValue(), '?', 'A refused search stays.')
  await box.getByRole('searchbox').fill('without')
  await box.getByRole('button', { name: 'Find' }).click()
  await box.getByRole('listitem').getByRole('button', { name: 'Hand over' }).click()
  await page.getByLabel('Do it anyway, because').fill('More come than places are')
  await click(page, 'Do it anyway', new RegExp(`${NAME} took`))
  await page.getByRole('link', { name: NAME, exact: true }).click()
  await page.locator('summary', { hasText: /^Move$/ }).click()
  await page.getByLabel('New day').fill(system.date(-1))
  await page.getByRole('button', { name: 'Move' }).click()
  match(await page.locator(':focus').innerText(), /This day is over/)
  equal(await page.getByLabel('New day').inputValue(), system.date(-1))
}

async function endMessages(page: Page, { system }: Stage): Promise<void> {
  const { items } = await system.control<{ items: { text: string }[] }>('GET', `/mails?to=${ADDRESS}`)
  const [link] = items.flatMap(({ text }) => /http:\S+\/unsubscribe\/\S+/.exec(text) ?? [])
  ok(link !== undefined, 'A mail has the link that stops mails.')
  await page.goto(link)
  for (let press = 0; press < 2; press += 1) await page.getByRole('button').click()
  await page.goto(`${system.api}/console/people?search=without`)
  await page.getByRole('link', { name: NAME, exact: true }).click()
  await click(page, 'Stop e-mail for them', /E-mail is stopped/)
  await click(page, 'Stop WhatsApp for them', /WhatsApp is stopped/)
}

async function changeSettings(page: Page, { system }: Stage): Promise<void> {
  await page.goto(`${system.api}/console/settings`)
  await page.locator('summary', { hasText: 'Add a duty time' }).click()
  await refused(page, 'Add', { label: 'Name', wrong: DUTY_TIMES[1], right: 'Qiyam' })
  await click(page, 'Add', /Qiyam is a duty time now/)
  const qiyam = page.locator('li.line', { hasText: 'Qiyam' })
  await qiyam.locator('summary').first().click()
  await qiyam.getByLabel('Places').fill('5')
  await qiyam.getByRole('button', { name: 'Save' }).click()
  match(await noticeOf(page), /Qiyam is saved/)
  await qiyam.locator('summary').first().click()
  await qiyam.getByRole('button', { name: /^Up/ }).click()
  match(await noticeOf(page), /Qiyam is moved up/)
  await qiyam.locator('summary', { hasText: /^Delete$/ }).click()
  await qiyam.getByRole('button', { name: 'Delete Qiyam' }).click()
  match(await noticeOf(page), /Qiyam is deleted/)

  await page.locator('summary', { hasText: 'Make a key' }).click()
  await refused(page, 'Make the key', { label: 'Whose key', wrong: 'not a name', right: 'unscripted' })
  await page.locator('input[name=scopes][value=deliveries]').check()
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByRole('link', { name: 'I have it' }).click()
  await page.locator('summary', { hasText: 'unscripted' }).click()
  await click(page, 'Revoke unscripted', /revoked/)
  await refused(page, 'Send the test', { label: 'Your number', wrong: '12', right: '98765 49002' })
  await click(page, 'Send the test', /./)
  await click(page, 'Run the checks', /./)
}

/** Failures go once more; what was held is released. */
async function sendAgain(page: Page, { system }: Stage): Promise<void> {
  await page.goto(`${system.api}/console/today`)
  await page
    .getByRole('button', { name: /^Release/ })
    .first()
    .click()
  match(await noticeOf(page), /is released/)
  const failed = page.getByRole('article').filter({ hasText: '(131026)' })
  await failed.getByRole('button', { name: /^Retry/ }).click()
  match(await noticeOf(page), /queued again/)
  await page.goto(`${system.api}/console/messages/retry?state=failed&channel=email`)
  await click(page, /^Send (?:it|these \d+) again$/, /queued again/)
  await page.goto(`${system.api}/console/messages?state=failed`)
  await reloadUntil(page, async () => (await page.locator('.message a').count()) > 0)
  await page.locator('.message a').first().click()
  await click(page, 'Retry', /queued again/)
}

async function click(page: Page, name: string | RegExp, notice: RegExp): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click()
  match(await noticeOf(page), notice)
}

/** A wrong value comes back with the page, which says what is wrong; then the right one is typed. */
async function refused(
  page: Page,
  name: string,
  { label, wrong, right }: { readonly label: string; readonly wrong: string; readonly right: string },
): Promise<void> {
  const input = page.getByLabel(label).and(page.locator('input:visible')).first()
  await input.fill(wrong)
  await page.getByRole('button', { name, exact: true }).click()
  await page.locator('.why, [role=alert]').first().waitFor()
  match(await page.title(), /^Not saved/)
  equal(await input.inputValue(), wrong, `${label} is kept as it was typed.`)
  await input.fill(right)
}
