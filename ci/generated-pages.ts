/** The parts of pages that are written from the catalogues of the code. Each function gives the page as it should be. */
import { VARIABLES } from '../packages/shared/src/config/variables.ts'
import type { Variable } from '../packages/shared/src/config/variable.ts'
import { TEMPLATE_NAMES, type TemplateName, TEMPLATES } from '../packages/shared/src/templates/catalogue.ts'
import { exampleOf, LANGUAGES } from '../packages/shared/src/templates/languages.ts'
import { withErrorTable } from '../services/api/src/errors/catalogue.ts'

export const GENERATED: Readonly<Record<string, (page: string) => string>> = {
  'docs/errors.md': withErrorTable,
  'docs/templates.md': withTemplates,
  'docs/operating.md': withVariables,
  '.env.example': withExamples,
}

const ENVIRONMENT: Readonly<Record<string, Pick<Variable<unknown>, 'description' | 'default'>>> = VARIABLES

/** A section of docs/templates.md for each template, in place of those that are there. */
function withTemplates(page: string): string {
  const sections = page.split(/^(?=## )/m)
  const first = sections.findIndex(isOfTemplate)
  const others = sections.filter((section) => !isOfTemplate(section))
  return others.toSpliced(first, 0, ...TEMPLATE_NAMES.map(templateSection)).join('')
}

function isOfTemplate(section: string): boolean {
  return section.startsWith('## `')
}

const LANGUAGE_NAMES = new Intl.DisplayNames('en', { type: 'language' })

function templateSection(name: TemplateName): string {
  const { parameters, time_to_live_seconds, optional } = TEMPLATES[name]
  const examples = exampleOf(name, 'en', 'en')
  const rows = parameters.map(
    (parameter, at) => `| \`{{${at + 1}}}\` | ${parameter.name} | \`${examples[at]}\` |`,
  )
  const words = LANGUAGES.flatMap(({ code, templates }) => {
    const of = templates[name]
    if (of === undefined) return []
    return [
      `\`${code}\` (${LANGUAGE_NAMES.of(code)}); e-mail subject: *${of.subject}*`,
      `\`\`\`text\n${of.body}\n\`\`\``,
    ]
  })
  return [
    `## \`${name}\`${optional ? ' (optional)' : ''}`,
    ['| parameter | meaning | sample |', '|---|---|---|', ...rows].join('\n'),
    ...(time_to_live_seconds > 0
      ? [`Time-to-live: ${time_to_live_seconds / 3_600} hours. Meta's default of 30 days is too long.`]
      : []),
    ...words,
    '',
  ].join('\n\n')
}

/** The rows of docs/operating.md: each stays in its table, and a new one is added to the last table. */
function withVariables(page: string): string {
  const listed = new Set<string>()
  const rows = page.replaceAll(/^\| `([A-Z_]+)` \|.*\n/gm, (_, name: string) => {
    if (ENVIRONMENT[name] === undefined || listed.has(name)) return ''
    listed.add(name)
    return rowOf(name)
  })
  const added = Object.keys(ENVIRONMENT).filter((name) => !listed.has(name))
  return rows.replace(/(?<=\n### Rare\n[^#]*\|\n)(?!\|)/, () => added.map(rowOf).join(''))
}

function rowOf(name: string): string {
  const { default: value, description = '' } = ENVIRONMENT[name] ?? {}
  return `| \`${name}\` | ${value ? `\`${value}\`` : ''} | ${description} |\n`
}

/** The comments of .env.example, and an entry for each variable that it lacks; values without a default are written by hand. */
function withExamples(file: string): string {
  const [general = '', end = ''] = file.split(/(?=^# For docker compose alone)/m)
  const entries = general.replaceAll(/^# .*\n#([A-Z_]+)=(.*)\n\n/gm, (_, name: string, value: string) =>
    ENVIRONMENT[name] === undefined ? '' : exampleEntry(name, value),
  )
  const added = Object.keys(ENVIRONMENT).filter((name) => !general.includes(`\n#${name}=`))
  return entries + added.map((name) => exampleEntry(name, '')).join('') + end
}

function exampleEntry(name: string, value: string): string {
  const { default: preset, description = '' } = ENVIRONMENT[name] ?? {}
  const shown = preset ? (/[ #$]/.test(preset) ? `'${preset}'` : preset) : value
  return `# ${description.replaceAll('`', '')}\n#${name}=${shown}\n\n`
}
