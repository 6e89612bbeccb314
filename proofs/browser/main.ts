/** The pages in a real browser, on a system that runs for real. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { readOptions } from '../src/read-options.ts'
import { failureOf, type Report, runProof } from '../src/report.ts'
import { useTestCluster } from '../src/test-cluster.ts'
import { plantSession, postFromElsewhere, postWithForeignToken, revokeKey } from './attacks.ts'
import { changeAtOnce } from './conflicts.ts'
import { endExpiredToken } from './expired-token.ts'
import { importLists } from './import-list.ts'
import { checkAccessibility, inspect } from './inspect.ts'
import { walkThrough, workByKeyboard } from './keyboard.ts'
import { FORMS, LINKS, pagesOf } from './pages.ts'
import { makeSeason } from './season.ts'
import { sendWrongForms } from './refusals.ts'
import { recordViews, useFewScopes } from './scopes.ts'
import type { Stage } from './stage.ts'
import { signInByLink, tellStory } from './story.ts'
import { startSystem } from './system.ts'
import { sendFormsWithoutScript } from './without-script.ts'
import { startBrowser } from '@dutybell/testing/chromium'
import { WatchedBrowser } from './watched-browser.ts'

const USAGE = `pnpm proofs --only browser

Starts everything for real, with the simulator as Meta and as the mail server, and uses the pages in Debian's Chromium.

  --short  the story, and each page at three widths with axe-core

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

/** Of the long form. */
const SCENES: readonly (readonly [string, (stage: Stage) => Promise<void>])[] = [
  ['lists with bad rows are imported, from the fate of each row to the report', importLists],
  ['a coordinator works without a pointer', workByKeyboard],
  ['what two coordinators do at once is refused to the second, who sees what the first did', changeAtOnce],
  ['a wrong form keeps what was typed, and the pages that only a form opens are sound', sendWrongForms],
  ['with JavaScript off forms are sent, and what is refused keeps what was typed', sendFormsWithoutScript],
  ['a form and a frame of another site do nothing', postFromElsewhere],
  ['a form without the token of its session, or with another one, does nothing', postWithForeignToken],
  ['a planted cookie is no session', plantSession],
  ['a session ends with its key at the next click', revokeKey],
  ['without a scope forms are absent and refused, and numbers are masked', useFewScopes],
  ['a view of numbers is recorded once, and an unchanged reload is not', recordViews],
  ['an expired token is found and ended by the button, and what waited goes once', endExpiredToken],
]

/** Pages that are inspected at once. */
const TABS = 2

/** The coordinator's: without JavaScript. */
const PHONE = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }
const COLORS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
]

const { short } = readOptions(USAGE, { short: { type: 'boolean', default: false } })
// An exit stops what was started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

await runProof(async (report, scope) => {
  await useTestCluster(scope)
  const [system, chromium] = await Promise.all([startSystem(scope), startBrowser(scope)])
  const browser = new WatchedBrowser(chromium, [system.api, system.simulator])
  const season = await makeSeason(system)
  const coordinator = await browser.open(PHONE)
  await signInByLink(system, coordinator)
  const signed_in = { storageState: await coordinator.context().storageState() }
  const stage: Stage = { system, browser, season, coordinator, signed_in }
  await check(report, 'from the sign-up to a reminder that was read, with a duty that is cancelled', () =>
    tellStory(stage),
  )
  const [opened, linked, forms] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const titles = new Map<string, Set<string>>()
  const pages = await pagesOf(system, season)
  await visitAll('the page', pages.open, { tabs: 1 }, inspect)
  await visitAll('the page', pages.console, { tabs: TABS, ...signed_in }, inspect)
  if (!short) {
    for (const [name, play] of SCENES) await check(report, name, () => play(stage))
    for (const [name, colors] of COLORS)
      await visitAll(`in ${name}`, pages.coloured, { tabs: 1, ...colors, ...signed_in }, checkAccessibility)
    await visitAll('Tab through', pages.open, { tabs: 1 }, walkThrough)
    await visitAll('Tab through', pages.console, { tabs: 1, ...signed_in }, walkThrough)
    const sent = new Set([...browser.sent_without_script].map(withoutIds))
    report.check('browser: each form was sent with JavaScript off', failureOf(forms.difference(sent)))
  }
  const shared = [...titles].filter(([, { size }]) => size > 1)
  report.check(
    'browser: no two pages have the same title',
    failureOf(shared.map(([title, names]) => `${title}: ${[...names].join(', ')}`)),
  )
  report.check('browser: each page that a link leads to was opened', failureOf(linked.difference(opened)))
  report.check(
    'browser: no violation of a content security policy, no error, no dialog and no foreign request',
    failureOf(browser.findings),
  )

  /** Judges each page, in some tabs at once. */
  async function visitAll(
    how: string,
    urls: readonly string[],
    { tabs, ...options }: { readonly tabs: number } & BrowserContextOptions,
    judge: (page: Page) => Promise<string[]>,
  ): Promise<void> {
    const queue = urls.values()
    const judgeNext = async (): Promise<void> => {
      const page = await browser.open(options)
      for (const url of queue) {
        await page.goto(url)
        report.check(`browser: ${how} ${nameOf(url)}`, failureOf(await judge(page)))
        opened.add(pathOf(url))
        titles.set(await page.title(), (titles.get(await page.title()) ?? new Set()).add(nameOf(url)))
        for (const form of await page.evaluate<string[]>(FORMS))
          if (form.includes(` ${system.api}/`)) forms.add(withoutIds(form))
        for (const link of await page.evaluate<string[]>(LINKS))
          if (link.startsWith(`${system.api}/console`)) linked.add(pathOf(link))
      }
      await page.context().close()
    }
    await Promise.all(Array.from({ length: tabs }, judgeNext))
  }
})

async function check(report: Report, name: string, run: () => Promise<void>): Promise<void> {
  const failure = await run().then(
    () => null,
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  )
  report.check(`browser: ${name}`, failure)
}

function pathOf(url: string): string {
  return withoutIds(new URL(url).pathname)
}

/** The same at each run. */
function nameOf(url: string): string {
  const { pathname, search } = new URL(url)
  return withoutIds(`${pathname}${search}`)
}

function withoutIds(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d/g, ':date')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/\/link\/.*/, '/link/:token')
}
