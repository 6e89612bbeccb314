import { equal, match, ok } from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { DUTY_TIMES } from './season.ts'
import { noticeOf, type Stage } from './stage.ts'

const MAX_STOPS = 600 // of a page; the longest has some 200

/** The element with the focus: whether it is seen, marked, and not under the bar of the console. */
const FOCUS = `(() => {
  const element = document.activeElement
  if (element === null || element === document.body) return null
  const [{ x, y, width, height }] = element.getClientRects() // the first line of a link
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const [inner_x, inner_y] = [x + Math.min(width, innerWidth - x) / 2, y + Math.min(height, innerHeight - y) / 2]
  const top = document.elementFromPoint(inner_x, inner_y)
  const label = element.closest('label')
  return {
    markup: element.outerHTML.slice(0, 160),
    is_marked: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
    is_covered: top === null || !(element.contains(top) || top.contains(element) || label?.contains(top)),
    is_skip_link: element.classList.contains('skip'),
  }
})()`

interface Focus {
  readonly markup: string
  readonly is_marked: boolean
  readonly is_covered: boolean
  readonly is_skip_link: boolean
}

/** The coordinator's evening without a pointer: Tab, Enter, Space and typing only. */
export async function workByKeyboard({ system, browser, coordinator }: Stage): Promise<void> {
  await system.call('POST', '/v1/registrations', { full_name: 'Keyed In', phone_number: '98765 46001' })
  const page = await browser.open({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
  await page.goto(`${system.api}/console/days/${system.date(2)}`)
  await typeInto(page, page.getByLabel('Admin key'), system.key)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/days\//)

  await page.keyboard.press('Tab')
  ok((await focusOf(page))?.is_skip_link, 'The first stop is the link to the content.')
  await page.keyboard.press('Enter')
  equal(await page.evaluate('document.activeElement.id'), 'main')

  const card = page.locator('article', { has: page.getByRole('heading', { name: DUTY_TIMES[0] }) })
  await typeInto(page, card.getByRole('searchbox'), 'key')
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=key/)
  await press(page, card.getByRole('button', { name: 'Assign', exact: true }), 'Enter')
  match(await noticeOf(page), /Keyed In has Fajar Azaan/)
  await press(page, card.getByRole('link', { name: 'Keyed In' }), 'Enter')
  await page.waitForURL(/\?duty=/)
  await press(page, page.locator('summary', { hasText: /^Move$/ }), 'Space')
  await focusOn(page, page.getByLabel('New duty'))
  await page.keyboard.press('ArrowDown')
  await press(page, page.getByRole('button', { name: 'Move' }), 'Space')
  match(await noticeOf(page), /Keyed In now has Isha Azaan/)
  await press(page, page.locator('summary', { hasText: /^Cancel$/ }), 'Enter')
  await press(page, page.getByRole('button', { name: 'Cancel this duty' }), 'Enter')
  match(await noticeOf(page), /of Keyed In is cancelled/)

  await press(page, page.getByRole('link', { name: 'People' }), 'Enter')
  await page.waitForURL(/\/console\/people$/)
  await press(page, page.getByRole('link', { name: 'Keyed In', exact: true }), 'Enter')
  await press(page, page.getByRole('link', { name: 'Erase' }), 'Enter')
  await press(page, page.getByRole('button', { name: 'Erase for good' }), 'Space')
  match(await noticeOf(page), /is erased/)
  const { items } = await system.call<{ items: unknown[] }>('GET', '/v1/registrations?search=keyed')
  equal(items.length, 0)

  await press(page, page.getByRole('button', { name: 'More' }), 'Enter')
  await press(page, page.getByRole('link', { name: 'Settings' }), 'Enter')
  await page.waitForURL(/\/console\/settings$/)
  await press(page, page.getByRole('button', { name: 'More' }), 'Space')
  await press(page, page.getByRole('button', { name: 'Sign out' }), 'Enter')
  await page.getByLabel('Admin key').waitFor()
  ok((await coordinator.context().cookies()).length > 0)
}

/** A phone, where the bar lies above the page, and a desktop. */
const WINDOWS = [
  { width: 390, height: 844 },
  { width: 1_280, height: 800 },
]

/** Tab goes through the whole page and leaves it, and Shift+Tab goes back; each stop is marked and seen. */
export async function walkThrough(page: Page): Promise<string[]> {
  const findings: string[] = []
  for (const size of WINDOWS) {
    await page.setViewportSize(size)
    findings.push(...(await walk(page)).map((finding) => `${size.width} px: ${finding}`))
  }
  return findings
}

async function walk(page: Page): Promise<string[]> {
  const findings = new Set<string>()
  await page.evaluate(`document.activeElement.blur(); scrollTo(0, 0)`)
  let stops = 0
  for (let focus = await next(page); focus !== null; focus = await next(page)) {
    if (!focus.is_marked) findings.add(`The focus is not seen on ${focus.markup}`)
    if (focus.is_covered) findings.add(`The focus is covered on ${focus.markup}`)
    stops += 1
    if (stops > MAX_STOPS) return [...findings, `The focus does not leave the page: ${focus.markup}`]
  }
  await page.keyboard.press('Shift+Tab')
  if (stops > 0 && (await focusOf(page)) === null) findings.add('Shift+Tab does not go back into the page.')
  return [...findings]
}

async function next(page: Page): Promise<Focus | null> {
  await page.keyboard.press('Tab')
  return focusOf(page)
}

function focusOf(page: Page): Promise<Focus | null> {
  return page.evaluate<Focus | null>(FOCUS)
}

/** Tabs to an element; its mark is seen there. */
async function focusOn(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor()
  for (let stop = 0; stop < MAX_STOPS; stop += 1) {
    if ((await wanted.and(page.locator(':focus')).count()) > 0) {
      const focus = await focusOf(page)
      ok(focus?.is_marked === true && !focus.is_covered, `The focus is not seen on ${focus?.markup}`)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${wanted.toString()}`)
}

async function press(page: Page, wanted: Locator, key: 'Enter' | 'Space'): Promise<void> {
  await focusOn(page, wanted)
  await page.keyboard.press(key)
}

async function typeInto(page: Page, wanted: Locator, words: string): Promise<void> {
  await focusOn(page, wanted)
  await page.keyboard.insertText(words)
}
