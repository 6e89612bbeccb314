/** The pages in a real browser, on a system that runs for real. */
import { readOptions } from '../src/read-options.ts'
import { type Report, runProof } from '../src/report.ts'
import { useTestCluster } from '../src/test-cluster.ts'
import { inspect } from './inspect.ts'
import { pagesOf } from './pages.ts'
import { makeSeason } from './season.ts'
import { signInByLink, tellStory } from './story.ts'
import { startSystem } from './system.ts'
import { startBrowser, WatchedBrowser } from './watched-browser.ts'

const USAGE = `pnpm proofs --only browser

Starts everything for real, with the simulator as Meta and as the mail server, and uses the pages in Debian's Chromium.

  --short  the story, and each page once

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

/** Pages that are inspected at once. */
const TABS = 2

readOptions(USAGE, { short: { type: 'boolean', default: false } })
// An exit stops what was started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

await runProof(async (report, scope) => {
  await useTestCluster(scope)
  const [system, chromium] = await Promise.all([startSystem(scope), startBrowser(scope)])
  const browser = new WatchedBrowser(chromium, [system.api, system.simulator])
  const season = await makeSeason(system)
  const coordinator = await browser.open({ viewport: { width: 390, height: 844 } })
  await signInByLink(system, coordinator)
  await check(report, 'from the sign-up to a reminder that was read, with a duty that is cancelled', () =>
    tellStory(system, browser, coordinator),
  )
  const pages = await pagesOf(system, season)
  const signed_in = { storageState: await coordinator.context().storageState() }
  await inspectAll(pages.open, 1, {})
  await inspectAll(pages.console, TABS, signed_in)
  report.check(
    'browser: no violation of a content security policy, no error, no dialog and no foreign request',
    failureOf(browser.findings),
  )

  async function inspectAll(
    urls: readonly string[],
    tabs: number,
    options: Parameters<WatchedBrowser['open']>[0],
  ): Promise<void> {
    const queue = urls.values()
    const inspectNext = async (): Promise<void> => {
      const page = await browser.open(options)
      for (const url of queue) {
        await page.goto(url)
        report.check(`browser: the page ${nameOf(url)}`, failureOf(await inspect(page)))
      }
      await page.context().close()
    }
    await Promise.all(Array.from({ length: tabs }, inspectNext))
  }
})

async function check(report: Report, name: string, run: () => Promise<void>): Promise<void> {
  const failure = await run().then(
    () => null,
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  )
  report.check(`browser: ${name}`, failure)
}

function failureOf(findings: readonly string[]): string | null {
  return findings.length === 0 ? null : findings.join('\n')
}

/** The same at each run. */
function nameOf(url: string): string {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
    .replaceAll(/\d{4}-\d\d-\d\d/g, ':date')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
}
