import { createTestDatabase } from '@dutybell/testing/cluster'
import { Client } from 'pg'
import { test } from 'tap'
import { exampleOf, LANGUAGES } from '../../src/templates/languages.ts'
import { MAX_RENDERED_CHARACTERS, renderTemplate } from '../../src/templates/render.ts'
import { MAX_TEMPLATE_WORDS, shortenLabels } from '../../src/templates/shorten-labels.ts'

const OTHERS = ['Ahmed Ali', '15 March 2026']
const LONG = Array.from({ length: 15 }, (_, n) =>
  `Duty ${n + 1}, ${'of the eastern gate '.repeat(3)}`.slice(0, 60).trim(),
)

test('shorten-labels: labels that fit stay as they are, others end at a label with the number of the rest', async (t) => {
  t.equal(shortenLabels(['Fajar Azaan', 'Dhuhr Azaan'], OTHERS, 'and {n} more'), null)
  t.equal(shortenLabels(['x'.repeat(2_000)], OTHERS, 'and {n} more'), null)
  const shortened = shortenLabels(LONG, OTHERS, 'and {n} more') ?? ''
  const [, rest] = / and (\d+) more$/.exec(shortened) ?? []
  const kept = LONG.length - Number(rest)
  t.ok(kept > 8)
  t.equal(shortened, `${LONG.slice(0, kept).join(', ')} and ${rest} more`)
})

test('shorten-labels: the database shortens alike', async (t) => {
  const { url } = await createTestDatabase(t)
  const client = new Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())
  const ofDatabase = async (labels: readonly string[], others: readonly string[], more: string) => {
    const { rows } = await client.query('select shorten_labels($1, $2, $3) as text', [labels, others, more])
    return rows[0].text
  }
  for (const word of ['Fajar Azaan', 'سحری کا انتظام، دروازہ', 'Iftar 🌙🌙🌙🌙🌙🌙🌙🌙', 'é']) {
    for (const count of [1, 2, 7, 13, 14, 15, 16, 40]) {
      for (const others of [OTHERS, ['🌙'.repeat(200), '15 مارچ 2026']]) {
        const labels = Array.from({ length: count }, (_, n) => `${word} ${word.repeat(n % 4)}${n}`)
        for (const { more } of LANGUAGES) {
          t.equal(
            await ofDatabase(labels, others, more),
            shortenLabels(labels, others, more),
            `${word} ${count}`,
          )
        }
      }
    }
  }
})

test('shorten-labels: the words of each template leave the room that the labels count on', async (t) => {
  for (const { code, templates } of LANGUAGES) {
    for (const [name, words] of Object.entries(templates)) {
      const blank = renderTemplate(
        words,
        exampleOf('duty_changed', code, code).map(() => ''),
      )
      t.ok(blank.length <= MAX_TEMPLATE_WORDS, `${code} ${name}`)
    }
  }
  t.ok(MAX_TEMPLATE_WORDS < MAX_RENDERED_CHARACTERS)
})
