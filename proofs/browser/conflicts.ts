import { equal, match } from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { expectSound } from './inspect.ts'
import { DUTY_TIMES } from './season.ts'
import type { Stage } from './stage.ts'

const DAYS_AHEAD = 4

/** What a coordinator may do with a row of the day. */
const ACTIONS: readonly ((page: Page) => Promise<void>)[] = [
  (page) => page.getByRole('button', { name: 'Told by phone' }).click(),
  async (page) => {
    await page.locator('summary', { hasText: /^Move$/ }).click()
    await page.getByLabel('New duty').selectOption(DUTY_TIMES[2])
    await page.getByRole('button', { name: 'Move' }).click()
  },
  async (page) => {
    await page.locator('summary', { hasText: /^Cancel$/ }).click()
    await page.getByRole('button', { name: 'Cancel this duty' }).click()
  },
]

/** Somebody moves a duty while another coordinator looks at it: each of the second's actions is refused, and says what happened. */
export async function changeAtOnce({ system, browser, signed_in }: Stage): Promise<void> {
  const { call, date } = system
  const day = `${system.api}/console/days/${date(DAYS_AHEAD)}`
  const person = await call('POST', '/v1/registrations', {
    full_name: 'Contested',
    phone_number: '98765 47001',
  })
  const duty = await call('POST', '/v1/duty-assignments', {
    registration_id: person.id,
    duty_date: date(DAYS_AHEAD),
    duty_time: DUTY_TIMES[0],
    notify: 'never',
  })
  const page = await browser.open(signed_in)
  for (const [place, act] of ACTIONS.entries()) {
    await page.goto(`${day}?duty=${duty.id}`)
    const [from, to] = place % 2 === 0 ? DUTY_TIMES : [DUTY_TIMES[1], DUTY_TIMES[0]]
    const moved = await call<{ version: number }>('PATCH', `/v1/duty-assignments/${duty.id}`, {
      duty_time: to,
    })
    await act(page)
    await page.getByRole('heading', { name: 'Somebody else changed it first' }).waitFor()
    match(
      await page.locator('main').innerText(),
      new RegExp(`moved it at[^]*${from} on [^]* is now ${to} on`),
    )
    await expectSound(page)
    const { version } = await call<{ version: number }>('GET', `/v1/duty-assignments/${duty.id}`)
    equal(version, moved.version, 'Nothing was written.')
  }
  await page.getByRole('link', { name: 'Back to the page' }).click()
  await page.waitForURL(/\?duty=/)
}
