import { readdir, readFile } from 'node:fs/promises'
import { WORKSPACE_ROOT } from '../../src/config/read-environment.ts'
import { test } from 'tap'
import { type TemplateName, TEMPLATE_NAMES, TEMPLATES } from '../../src/templates/catalogue.ts'
import { dateIn, exampleOf, LANGUAGES, languageFor, wordsOf } from '../../src/templates/languages.ts'
import { MAX_RENDERED_CHARACTERS, renderTemplate } from '../../src/templates/render.ts'

/** What a language lacks: its people get these messages in the default language. Add it here knowingly. */
const LACKING: Readonly<Record<string, readonly TemplateName[]>> = { en: [], hi: [], ur: [] }

test('catalogue: each language says what it lacks, and English lacks nothing', async (t) => {
  const lacking = LANGUAGES.map(({ code, templates }) => [
    code,
    TEMPLATE_NAMES.filter((name) => templates[name] === undefined),
  ])
  t.strictSame(Object.fromEntries(lacking), LACKING, 'write the words, or list the template in LACKING')
  t.strictSame(LACKING['en'], [])
})

test('catalogue: each time-to-live is one that Meta accepts for a utility template', async (t) => {
  for (const { title, time_to_live_seconds: seconds } of Object.values(TEMPLATES))
    t.ok(seconds === -1 || (seconds >= 30 && seconds <= 43_200), title)
})

test('catalogue: the words of each language follow the rules of Meta for a template', async (t) => {
  for (const { code, templates, months } of LANGUAGES) {
    t.equal(new Set(months).size, 12, `${code}: twelve months`)
    for (const name of TEMPLATE_NAMES) {
      const words = templates[name]
      if (words === undefined) continue
      const { parameters } = TEMPLATES[name]
      const positions = [...words.body.matchAll(/\{\{(\d+)\}\}/g)].map(([, position]) => Number(position))
      const of = `${name} in ${code}`
      t.strictSame(
        positions,
        parameters.map((_, index) => index + 1),
        `${of}: a parameter for each place, numbered in order`,
      )
      t.notMatch(words.body, /^\{\{|\}\}\s*$/, `${of}: neither begins nor ends with a parameter`)
      t.notMatch(words.body, /\}\}\s*\{\{/, `${of}: no parameter follows another without words between them`)
      t.match(words.subject, /^[^{}\n]+$/, `${of}: a subject without parameters`)
      const example = exampleOf(name, code, code)
      t.equal(example.length, parameters.length, of)
      t.ok(renderTemplate(words, example).length <= MAX_RENDERED_CHARACTERS, of)
    }
  }
})

function wordsIn(code: string, default_code: string): string {
  return wordsOf('duty_cancelled', code, default_code).language.code
}

test('languages: a language or a template without words has those of the default, else the English ones', async (t) => {
  t.equal(wordsIn('ur', 'en'), 'ur')
  t.equal(wordsIn('en_US', 'ur'), 'en', 'the language without the country')
  t.equal(wordsIn('pt_BR', 'ur'), 'ur')
  t.equal(wordsIn('pt_BR', 'fil'), 'en')
  const date = Temporal.PlainDate.from('2026-03-15')
  t.equal(dateIn(date, 'ur', 'en'), '15 مارچ 2026')
  t.equal(dateIn(date, 'hi', 'en'), '15 मार्च 2026')
  t.equal(dateIn(date, 'en_US', 'ur'), '15 March 2026')
  t.equal(dateIn(date, 'pt_BR', 'ur'), '15 مارچ 2026')
})

test('languages: the language of a person is kept where it is configured, else it is the first', async (t) => {
  t.equal(languageFor('ur', ['en', 'ur']), 'ur')
  t.equal(languageFor('hi', ['en', 'ur']), 'en')
  t.equal(languageFor('en', ['en_US', 'ur']), 'en_US', 'en is not en_US')
})

/** The filters, checks, the simulator and the oracles. */
const GENERAL = [
  'packages/commands/src',
  'packages/simulator/src',
  'proofs/chaos/src',
  'proofs/fuzz',
  'proofs/model',
  'services/api/src/deliveries',
  'services/api/src/templates',
  'services/notifier/src',
]

/** Examples, promises about one template, and words that are a reason or an error code too. */
const NAMING = [
  'packages/commands/src/demo/fill-database.ts',
  'packages/commands/src/demo/simulator-control.ts',
  'proofs/chaos/src/compare/send.ts',
  'proofs/chaos/src/verdict/false.ts',
  'proofs/chaos/src/verdict/unpublished.ts',
  'proofs/fuzz/randomise-states.ts',
  'proofs/model/check-duties.ts',
  'services/api/src/deliveries/retry-refusals.ts',
  'services/api/src/deliveries/schemas.ts',
  'services/api/src/templates/schemas.ts',
  'services/notifier/src/health/figures.ts',
  'services/notifier/src/tasks/send-template.ts',
]

test('catalogue: filters, checks, the simulator and the oracles name no template, but read the catalogue', async (t) => {
  const names = new RegExp(`'(?:${TEMPLATE_NAMES.join('|')})'`)
  const naming: string[] = []
  for (const folder of GENERAL) {
    for (const path of await readdir(`${WORKSPACE_ROOT}${folder}`, { recursive: true })) {
      if (!/\.(ts|sql)$/.test(path) || path.startsWith('test/')) continue
      if (names.test(await readFile(`${WORKSPACE_ROOT}${folder}/${path}`, 'utf8')))
        naming.push(`${folder}/${path}`)
    }
  }
  t.strictSame(naming.toSorted(), NAMING)
})
