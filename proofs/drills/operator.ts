import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runScript } from '@dutybell/testing/run-page'
import { UNSET_VARIABLES } from '@dutybell/testing/unset-variables'
import type { Scope } from '../src/report.ts'
import type { Page } from './page.ts'
import { eventually } from './eventually.ts'
import { OPERATOR, type Site } from './site.ts'

const WATCH_INTERVAL_MS = 500 // the cron watches each minute

export interface Alert {
  readonly key: string
  readonly title: string
  readonly text: string
  readonly action: string
  readonly cleared_at: string | null
}

/** A person with the runbook in hand: sees alerts as they are shown, and does what a section says. */
export class Operator {
  readonly #site: Site
  readonly page: Page
  readonly #scope: Scope
  readonly #seen = new Set<string>()
  #next_watch = 0

  constructor(options: { site: Site; page: Page; scope: Scope }) {
    this.#site = options.site
    this.page = options.page
    this.#scope = options.scope
  }

  /** Whether an alert of this section was seen open, and closed again. */
  has(section: string, event: 'opened' | 'closed'): boolean {
    return this.#seen.has(`${event} ${section}`)
  }

  /**
   * Waits until the alert is open: over HTTP, in the metric that the rule of Prometheus reads, and by mail.
   *
   * @param is_mailed false where no mail can be sent
   */
  async opened(section: string, is_mailed = true): Promise<Alert> {
    const alert = await eventually(
      `the alert ${section} opens`,
      async () =>
        (await this.#alerts()).find((alert) => subjectOf(alert) === section && alert.cleared_at === null),
      (found) => found !== undefined,
    )
    if (alert === undefined) throw new Error('unreachable')
    if (!alert.action.includes(`docs/runbook.md#${section}.`))
      throw new Error(`${alert.key} names no section: ${alert.action}`)
    expressionOf(section, alert.key)
    await this.#metric(alert.key, true)
    if (is_mailed) await this.#mail(`[Dutybell] ${alert.title}`)
    this.#seen.add(`opened ${section}`)
    return alert
  }

  /** Waits until no alert of the section is open, with the mail about the end. */
  async closed({ key, title }: Alert, is_mailed = true): Promise<void> {
    await eventually(
      `the alert ${key} closes`,
      async () => (await this.#alerts()).filter((alert) => alert.key === key && alert.cleared_at === null),
      (open) => open.length === 0,
    )
    await this.#metric(key, false)
    if (is_mailed) await this.#mail(`[Dutybell] Cleared: ${title}`)
    this.#seen.add(`closed ${key.split(':', 1)[0]}`)
  }

  /** The commands of a section that contain `word`, each with its continuation lines; else all. */
  commands(section: string, word = ''): string {
    return this.page
      .commands(section)
      .split(/\n(?![#\s])/)
      .filter((command) => command.includes(word))
      .join('\n')
  }

  /** Runs commands in the shell of the operator, after the definitions at the top of the page. @returns what they print */
  async run(commands: string): Promise<string> {
    const env = {
      ...UNSET_VARIABLES,
      ...this.#site.variables,
      API: this.#site.api.url,
      KEY: this.#site.key,
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    }
    const script = `{ ${this.page.preamble}\n} >/dev/null\n${commands}`
    return (await runScript(this.#scope, script, env)).stdout
  }

  /** A bulk request of the page: counts by its dry run, then does it with that count. */
  async runCounted(dry_run: string): Promise<void> {
    const [, matched] = /"matched":(\d+)/.exec(await this.run(dry_run)) ?? []
    await this.run(dry_run.replace('"dry_run": true', `"expected_count": ${matched}`))
  }

  /** Does what the section says. */
  follow(section: string, word?: string): Promise<string> {
    return this.run(this.commands(section, word))
  }

  async #alerts(): Promise<readonly Alert[]> {
    if (performance.now() > this.#next_watch) {
      this.#next_watch = performance.now() + WATCH_INTERVAL_MS
      await this.#site.sql(`select graphile_worker.add_job('watch', job_key := 'watch')`)
    }
    const { text } = await this.#site.request('GET', '/v1/alerts')
    return JSON.parse(text).items
  }

  async #metric(key: string, is_open: boolean): Promise<void> {
    await eventually(
      `the metric of ${key}`,
      async () => (await fetch(`${this.#site.notifier.url}/metrics`)).text(),
      (text) => text.includes(`dutybell_alerts_open{key="${key}"} 1`) === is_open,
    )
  }

  async #mail(subject: string): Promise<void> {
    await eventually(
      `the mail ${subject}`,
      () =>
        this.#site.simulator.mails
          .filter((mail) => mail.taken && mail.envelope.to.includes(OPERATOR))
          .map((mail) => mail.subject),
      (subjects) => subjects.includes(subject),
    )
  }
}

function subjectOf({ key }: Alert): string {
  return key.split(':', 1)[0] ?? key
}

/** The rule of Prometheus that names the section matches the key. */
function expressionOf(section: string, key: string): void {
  const rules = readFileSync(join(ROOT, 'deploy/prometheus/alerts.yml'), 'utf8').split('- alert: ')
  const patterns = rules
    .filter((rule) => rule.includes(`docs/runbook.md#${section}\n`))
    .flatMap((rule) => /dutybell_alerts_open\{key=~"([^"]+)"\}/.exec(rule)?.[1] ?? [])
  if (!patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(key)))
    throw new Error(`No rule of deploy/prometheus/alerts.yml reads ${key}.`)
}
