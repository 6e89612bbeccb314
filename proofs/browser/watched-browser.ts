import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

export const MAX_WAIT_MS = 60_000 // of a loaded machine

/** Runs before the scripts of a page, and beside its content security policy. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  void reportViolation([violatedDirective, blockedURI, sample].join(' ')))`

/** A refused form comes with a page that says why. */
const REFUSED_DOCUMENT = /^Failed to load resource: the server responded with a status of 4\d\d/

/** Chromium, in which each violation of a content security policy, error, dialog and foreign request is a finding. */
export class WatchedBrowser {
  readonly #browser: Browser
  readonly #origins: readonly string[]
  readonly findings: string[] = []
  /** `post /console/sign-out`: the forms that were sent with JavaScript off, with their whole addresses. */
  readonly sent_without_script = new Set<string>()

  constructor(browser: Browser, origins: readonly string[]) {
    this.#browser = browser
    this.#origins = origins
  }

  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext(options)
    context.setDefaultTimeout(MAX_WAIT_MS)
    return this.#watch(context, options)
  }

  /** A browser whose owner visits the page of an attacker. */
  async openUnwatched(options: BrowserContextOptions): Promise<Page> {
    const context = await this.#browser.newContext(options)
    context.setDefaultTimeout(MAX_WAIT_MS)
    return context.newPage()
  }

  async #watch(context: BrowserContext, options: BrowserContextOptions): Promise<Page> {
    let page: Page | undefined
    const report = (what: string) => void this.findings.push(`${page?.url() ?? ''}: ${what}`)
    if (options.javaScriptEnabled !== false) {
      await context.exposeBinding('reportViolation', (_, violation: string) => report(violation))
      await context.addInitScript(REPORT_VIOLATIONS)
    }
    context.on('console', (message) => {
      const text = message.text()
      const is_refused = REFUSED_DOCUMENT.test(text) && message.location().url === page?.url()
      if (message.type() === 'error' && !is_refused) report(text)
    })
    context.on('weberror', (error) => report(error.error().message))
    context.on('dialog', (dialog) => {
      report(`a script ran: ${dialog.message()}`)
      void dialog.dismiss()
    })
    context.on('request', (request) => {
      const { origin, protocol, pathname, search } = new URL(request.url())
      const is_form = request.method() === 'POST' || search !== ''
      if (options.javaScriptEnabled === false && request.isNavigationRequest() && is_form)
        this.sent_without_script.add(`${request.method().toLowerCase()} ${origin}${pathname}`)
      if (protocol !== 'data:' && !this.#origins.includes(origin)) report(`a request to ${origin}`)
    })
    page = await context.newPage()
    return page
  }
}
