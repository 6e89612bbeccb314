import { equal, match } from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { DUTY_TIMES } from './season.ts'
import { noticeOf, reloadUntil, type Stage } from './stage.ts'
import type { System } from './system.ts'
import type { WatchedBrowser } from './watched-browser.ts'

const [FIRST_DUTY, OTHER_DUTY] = DUTY_TIMES

/** From the sign-up to a reminder that was read, with a duty that is cancelled. The coordinator has the phone of a person in the evening. */
export async function tellStory({ system, browser, coordinator }: Stage): Promise<void> {
  const phones = await browser.open({ viewport: { width: 1_280, height: 900 } })
  await phones.goto(system.simulator)
  const told = (name: string, template: string, words: string) =>
    phones.locator('.bubble', { hasText: template }).filter({ hasText: name }).filter({ hasText: words })
  await signUp(system, browser, { name: 'Hafsa Sultana', phone: '98765 43201' })
  await signUp(system, browser, { name: 'Zubair Sultan', phone: '98765 43202' })
  await told('Hafsa Sultana', 'registration_received', '').waitFor()
  const reply = phones.getByRole('textbox', { name: /^Reply .*43201/ })
  await reply.pressSequentially('Which ga')

  const day = `${system.api}/console/days/${system.date(1)}`
  await assign(coordinator, day, { words: 'sul haf', name: 'Hafsa Sultana' })
  await told('Hafsa Sultana', 'duty_allotment_confirmed', FIRST_DUTY).waitFor()
  await openActions(coordinator, 'Hafsa Sultana', 'Move')
  await coordinator.getByLabel('New duty').selectOption(OTHER_DUTY)
  await coordinator.getByRole('button', { name: 'Move' }).click()
  match(await noticeOf(coordinator), /Hafsa Sultana now has Isha Azaan/)
  await told('Hafsa Sultana', 'duty_allotment_confirmed', OTHER_DUTY).waitFor()

  await assign(coordinator, day, { words: 'zub', name: 'Zubair Sultan' })
  await told('Zubair Sultan', 'duty_allotment_confirmed', FIRST_DUTY).waitFor()
  await system.control('PUT', '/templates/duty_cancelled', { status: 'APPROVED' })
  await openActions(coordinator, 'Zubair Sultan', 'Cancel')
  await coordinator.getByRole('button', { name: 'Cancel this duty' }).click()
  match(await noticeOf(coordinator), /of Zubair Sultan is cancelled\. The person who had been told/)
  await told('Zubair Sultan', 'duty_cancelled', FIRST_DUTY).waitFor()

  await coordinator.goto(`${system.api}/console/reminders`)
  await coordinator.getByRole('button', { name: /^Remind/ }).click()
  match(await noticeOf(coordinator), /reminders? go(?:es)? now/)
  const reminder = told('Hafsa Sultana', 'duty_reminder_tomorrow', OTHER_DUTY)
  await reminder.getByRole('img', { name: 'read' }).waitFor()
  equal(await told('Zubair Sultan', 'duty_reminder_tomorrow', '').count(), 0)
  equal(await told('Zubair Sultan', 'registration_received', '').count(), 1, 'A double tap is one sign-up.')
  await phones.keyboard.type('te?')
  equal(await reply.inputValue(), 'Which gate?', 'What comes meanwhile moves no focus and loses no words.')

  await coordinator.goto(`${system.api}/console/people?search=hafsa`)
  await coordinator.getByRole('link', { name: 'Hafsa Sultana', exact: true }).click()
  const entry = coordinator.getByRole('listitem').filter({ hasText: 'Your duty is tomorrow' }).first()
  await reloadUntil(coordinator, async () => (await entry.getByText(/\d read/).count()) > 0)
  equal(await entry.locator('.state').innerText(), 'Read')
}

/** With JavaScript off, as on any phone. */
async function signUp(
  { api }: System,
  browser: WatchedBrowser,
  person: { readonly name: string; readonly phone: string },
): Promise<void> {
  const page = await browser.open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
  await page.goto(api)
  await page.getByRole('button').click()
  await page.getByRole('alert').waitFor()
  equal(await page.locator(':focus').getAttribute('name'), 'full_name', 'The first fault has the focus.')
  await page.getByLabel('name').fill(person.name)
  await page.getByLabel(/number/i).fill(person.phone)
  await page.getByRole('checkbox').check()
  await page.getByRole('button').dblclick()
  // Not waitForURL: the second tap aborts the navigation of the first, which it would report as an error.
  await page.getByRole('status').waitFor()
  match(page.url(), /\/signed-up/)
  await page.context().close()
}

/** Finds a person by parts of the name. */
async function assign(
  page: Page,
  day: string,
  { words, name }: { words: string; name: string },
): Promise<void> {
  await page.goto(day)
  const card = page.locator('article', { has: page.getByRole('heading', { name: FIRST_DUTY }) })
  await card.getByRole('searchbox').last().fill(words)
  await card.getByRole('button', { name: 'Find' }).last().click()
  await card
    .getByRole('listitem')
    .filter({ hasText: name })
    .getByRole('button', { name: 'Assign' })
    .dblclick()
  match(await noticeOf(page), new RegExp(`${name} has ${FIRST_DUTY}`))
}

async function openActions(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('link', { name }).click()
  await page.locator('summary', { hasText: new RegExp(`^${action}$`) }).click()
}

/** With the one-time link that the start prints. */
export async function signInByLink({ link }: System, page: Page): Promise<void> {
  await page.goto(link)
  await page.getByRole('button', { name: 'Open the console' }).click()
  await page.waitForURL(/\/console\/today$/)
}
