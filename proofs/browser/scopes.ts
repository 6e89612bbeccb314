import { deepEqual, equal, ok } from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { pagesOf } from './pages.ts'
import { makeKey, signIn, type Stage } from './stage.ts'

const SCOPES = ['registrations', 'assignments', 'deliveries', 'admin'] as const
/** In each number of the season; the last four digits are shown to every key. */
const HIDDEN_DIGITS = /987654|982209|full@example/
const FORBIDDEN = 403

/** Each page with keys of one scope: numbers are masked, and a form that is absent is refused where it is sent all the same. */
export async function useFewScopes(stage: Stage): Promise<void> {
  const { system, browser, season, signed_in } = stage
  const { console: urls } = await pagesOf(system, season)
  const operator = await browser.open(signed_in)
  const all = await formsOn(operator, urls)
  for (const scope of SCOPES) {
    const secret = await makeKey(operator, system, { name: `only-${scope}`, scopes: [scope] })
    const page = await browser.open()
    await signIn(page, system, secret)
    const form_token = await page.locator('input[name=form_token]').first().inputValue()
    const own = await formsOn(page, urls, (html, url) =>
      ok(!HIDDEN_DIGITS.test(html), `A number or an address is shown to the scope ${scope} at ${url}`),
    )
    for (const [name, action] of all) {
      if (own.has(name)) continue
      const answer = await page.request.post(new URL(action, system.api).href, {
        headers: { origin: system.api },
        form: { form_token },
      })
      equal(answer.status(), FORBIDDEN, `${name} is absent for the scope ${scope}, and must be refused`)
    }
    ok(own.size < all.size || scope === 'admin', `The scope ${scope} has fewer forms than all.`)
  }
}

/** A page with numbers is recorded at each first view, and not where it is reloaded unchanged. */
export async function recordViews({ system, browser, season }: Stage): Promise<void> {
  const { console: urls } = await pagesOf(system, season)
  const page = await browser.open()
  await signIn(page, system, system.key)
  const wrong: string[] = []
  let last = await newestReveal(system)
  for (const url of urls)
    for (const is_reload of [false, true]) {
      const html = await (await page.request.get(url)).text()
      const newest = await newestReveal(system)
      const is_expected = !is_reload && HIDDEN_DIGITS.test(html)
      if ((newest !== last) !== is_expected)
        wrong.push(`${url}: ${is_reload ? 'the reload' : 'the view'} is ${is_expected ? 'not ' : ''}recorded`)
      last = newest
    }
  deepEqual(wrong, [])
}

/** The actions of the forms by their pattern. */
async function formsOn(
  page: Page,
  urls: readonly string[],
  judge: (html: string, url: string) => void = () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const actions: string[] = []
  for (const url of urls) {
    const html = await (await page.request.get(url)).text()
    judge(html, url)
    for (const [, action = ''] of html.matchAll(/<form method="post" action="([^"]+)"/g)) actions.push(action)
  }
  return new Map(
    actions.map((action) => [
      action.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').replaceAll(/\d{4}-\d\d-\d\d/g, ':date'),
      action,
    ]),
  )
}

async function newestReveal({ call }: Stage['system']): Promise<string | undefined> {
  const { items } = await call<{ items: { id: string }[] }>(
    'GET',
    '/v1/audit-log?action=personal_data.revealed&limit=1',
  )
  return items[0]?.id
}
