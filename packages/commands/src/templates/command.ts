import { graphAccess } from '@dutybell/notifier/templates/graph-account'
import { type PushedTemplate, pushTemplates } from '@dutybell/notifier/templates/push-templates'
import { type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { OperatorError, UsageError } from '@dutybell/shared/errors'
import type { Command } from '@dutybell/shared/lifecycle/run-command'

const help = `Usage: pnpm templates push [--dry-run]

Submits the templates of the catalogue (docs/templates.md) to Meta, in each language of META_WA_TEMPLATE_LANGUAGE.
What exists is named with its status and its differences, and never changed. Meta reviews a template within a day.

  --dry-run    print what would be submitted, and submit nothing
  -h, --help   this text

Exit codes: 0 done, 1 failed or a template was refused, 2 wrong usage.`

const REQUIRED = ['META_WA_ACCESS_TOKEN', 'META_WA_BUSINESS_ACCOUNT_ID'] as const

export function templatesCommand(environment: Environment): Command {
  return {
    help,
    options: { 'dry-run': { type: 'boolean' } },
    takesWords: true,
    async run(values, words, { out }) {
      if (words.join(' ') !== 'push') throw new UsageError(`Say templates push.\n\n${help}`)
      const { account, languages } = readAccount(environment)
      const pushed = await pushTemplates({
        account,
        languages,
        dry_run: values['dry-run'] === true,
        signal: new AbortController().signal,
        onPushed: (template) => out(describe(template)),
      })
      const refused = pushed.filter(({ outcome }) => outcome === 'refused').length
      if (refused > 0) throw new OperatorError(`Templates that Meta refused: ${refused}.`)
    },
  }
}

function readAccount(environment: Environment) {
  const config = loadConfig(
    environment,
    ['META_WA_BASE_URL', 'META_WA_API_VERSION', 'META_WA_TEMPLATE_LANGUAGE', 'LEASE_SECONDS', ...REQUIRED],
    (loaded) => REQUIRED.filter((name) => loaded[name] === undefined).map((name) => `${name} must be set.`),
  )
  const { META_WA_ACCESS_TOKEN = '', META_WA_BUSINESS_ACCOUNT_ID: business_account_id = '' } = config
  return {
    account: { ...graphAccess({ ...config, META_WA_ACCESS_TOKEN }), business_account_id },
    languages: config.META_WA_TEMPLATE_LANGUAGE,
  }
}

function describe({ name, language, outcome, text }: PushedTemplate): string {
  return `${name} (${language}): ${outcome}. ${text}`
}
