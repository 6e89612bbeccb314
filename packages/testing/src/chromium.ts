import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
/** Also as root, without a display, and without requests of its own. */
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

/** Options of a test that is skipped where no browser is installed. */
export const inChromium = { skip: existsSync(EXECUTABLE) ? false : `${EXECUTABLE} is not installed` }

/** Starts Debian's Chromium, or the browser that CHROMIUM names; it ends with the scope. */
export async function startBrowser(
  scope: { teardown(close: () => unknown): void },
  flags: readonly string[] = [],
): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: [...FLAGS, ...flags] })
  scope.teardown(() => browser.close())
  return browser
}
