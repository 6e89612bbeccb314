import { equal } from 'node:assert/strict'
import axe, { type AxeResults, type Result } from 'axe-core'
import type { Page } from 'playwright-core'

const GRAVE: readonly unknown[] = ['serious', 'critical']
const MAX_SHOWN_NODES = 5

/** A phone, a desktop, and the desktop at 200 %, where a page has half the width. */
const DESKTOP = { width: 1_280, height: 800 }
const VIEWPORTS = [
  { width: 320, height: 640 },
  { width: DESKTOP.width / 2, height: DESKTOP.height / 2 },
  DESKTOP,
]

/** Folded parts are judged as well. */
const UNFOLD = `for (const part of document.querySelectorAll('details')) part.open = true`

/** The innermost elements that reach beyond the right edge, where the page can be scrolled sideways. */
const BEYOND_EDGE = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  const reaches = (element) => element.getBoundingClientRect().right > clientWidth + 1
  return [...document.querySelectorAll('body *')]
    .filter((element) => reaches(element) && ![...element.children].some(reaches))
    .map((element) => Math.round(element.getBoundingClientRect().right) + ' px: ' + element.outerHTML.slice(0, 150))
})()`

/** Names, notes and words of people must not become elements. */
const FOREIGN_MARKUP = `[...document.querySelectorAll('script:not([src="/page.js"]), img:not([src="/icon.svg"]), [onclick], [onload], [onerror], [onfocus], a[href^="javascript:"]')]
  .map((element) => element.outerHTML.slice(0, 150))`

/** How many elements a screen reader must find in tables, by role, whatever their layout is. */
const TABLE_PARTS = `Object.entries({ table: 'table', row: 'tr', columnheader: 'thead th', rowheader: 'tbody th', cell: 'td' })
  .map(([role, selector]) => [role, document.querySelectorAll(selector).length])`

/** Parts of tables with another layout, which WebKit takes for plain boxes unless they have a role. */
const PARTS_WITHOUT_ROLE = `[...document.querySelectorAll('table, thead, tbody, tr, th, td')]
  .filter((part) => !part.role && !getComputedStyle(part).display.startsWith('table'))
  .map((part) => 'without a role: ' + part.outerHTML.slice(0, 60))`

/** Everything that is wrong with the page as it stands: its width, its accessibility, and markup that people wrote. */
export async function inspect(page: Page): Promise<string[]> {
  await page.evaluate(UNFOLD)
  const foreign = await page.evaluate<string[]>(FOREIGN_MARKUP)
  const findings = foreign.slice(0, MAX_SHOWN_NODES).map((markup) => `Markup of a person: ${markup}`)
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport)
    const beyond = await page.evaluate<string[]>(BEYOND_EDGE)
    if (beyond.length > 0)
      findings.push(
        `Wider than ${viewport.width} px:\n    ${beyond.slice(0, MAX_SHOWN_NODES).join('\n    ')}`,
      )
    findings.push(...(await findLostRoles(page)).map((lost) => `At ${viewport.width} px: ${lost}`))
  }
  return [...findings, ...(await checkAccessibility(page))]
}

/** Parts of tables that a layout hides from a screen reader, in the tree that Chromium gives it. */
async function findLostRoles(page: Page): Promise<string[]> {
  const parts = await page.evaluate<[string, number][]>(TABLE_PARTS)
  if (parts.every(([, count]) => count === 0)) return []
  const without_role = await page.evaluate<string[]>(PARTS_WITHOUT_ROLE)
  const client = await page.context().newCDPSession(page)
  const { nodes } = await client.send('Accessibility.getFullAXTree')
  await client.detach()
  const roles = nodes.filter(({ ignored }) => !ignored).map(({ role }) => String(role?.value))
  const lost = parts
    .map(([name, count]) => ({ name, count, told: roles.filter((role) => role === name).length }))
    .filter(({ count, told }) => told !== count)
    .map(({ name, count, told }) => `${told} of ${count} have the role ${name}`)
  return [...lost, ...without_role.slice(0, MAX_SHOWN_NODES)]
}

/** The same of a page that only a form opens. */
export async function expectSound(page: Page): Promise<void> {
  equal((await inspect(page)).join('\n'), '')
}

/** The serious and critical violations that axe-core finds. */
export async function checkAccessibility(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { resultTypes: ['violations'] })`)
  return violations.filter(({ impact }) => GRAVE.includes(impact)).map(describe)
}

function describe({ id, impact, help, nodes }: Result): string {
  const shown = nodes
    .slice(0, MAX_SHOWN_NODES)
    .map(({ html, any }) => `    ${html.slice(0, 200)} ${any.map(({ message }) => message).join(' ')}`)
  return [`${impact}: ${help} (${id}), ${nodes.length} ×`, ...shown].join('\n')
}
