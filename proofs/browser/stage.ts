import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Season } from './season.ts'
import type { System } from './system.ts'
import { MAX_WAIT_MS, type WatchedBrowser } from './watched-browser.ts'

/** What the scenes play on. */
export interface Stage {
  readonly system: System
  readonly browser: WatchedBrowser
  readonly season: Season
  /** Signed in, on a phone. */
  readonly coordinator: Page
  /** The same session in another window. */
  readonly signed_in: BrowserContextOptions
}

/** What the page says of the form that was just sent. */
export async function noticeOf(page: Page): Promise<string> {
  return page.locator('.notice').innerText()
}

/** What happens elsewhere is on its way: each reload shows what has come. */
export async function reloadUntil(page: Page, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MS
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`Not seen: ${holds.toString()}\n${await page.locator('main').innerText()}`)
    await page.reload()
  }
}

/** Makes a key as an operator does. @returns its secret, which is shown once */
export async function makeKey(
  page: Page,
  { api }: System,
  { name, scopes }: { readonly name: string; readonly scopes: readonly string[] },
): Promise<string> {
  await page.goto(`${api}/console/settings`)
  await page.locator('summary', { hasText: 'Make a key' }).click()
  await page.getByLabel('Whose key').fill(name)
  for (const scope of scopes) await page.locator(`input[name=scopes][value=${scope}]`).check()
  await page.getByRole('button', { name: 'Make the key' }).click()
  return page.locator('code.secret').innerText()
}

/** Everything that the phone of a number has, newest first. */
export async function receivedBy(
  { control }: System,
  number: string,
): Promise<readonly { readonly template: string; readonly taken: boolean; readonly text: string }[]> {
  const answer = await control<{ items: { template: string; taken: boolean; text: string }[] }>(
    'GET',
    `/messages?to=${encodeURIComponent(number)}`,
  )
  return answer.items
}

/** Signs in with a key on the page that asks for it; where too many did within the minute, after the time that is said. */
export async function signIn(page: Page, system: System, key: string): Promise<void> {
  await page.goto(`${system.api}/console`)
  await page.getByLabel('Admin key').fill(key)
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST')
  await page.getByRole('button', { name: 'Sign in' }).click()
  const { 'retry-after': seconds } = (await answered).headers()
  if (seconds === undefined) return page.getByRole('navigation', { name: 'Console' }).waitFor()
  await pause(Number(seconds) * 1_000)
  return signIn(page, system, key)
}
