import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import type { Test } from 'tap'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Options of a test that needs a real browser. */
export const inChromium = { skip: existsSync(EXECUTABLE) ? false : `${EXECUTABLE} is not installed` }

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS })
}

/** A page that fails the test at a violation of the content security policy. */
export async function openPage(t: Test, browser: Browser, options: BrowserContextOptions) {
  const context = await browser.newContext(options)
  t.teardown(() => context.close())
  const page = await context.newPage()
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) t.fail(message.text())
  })
  return page
}
