import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { TEMPLATE_NAMES, TEMPLATES } from '../../src/templates/catalogue.ts'
import { MAX_RENDERED_CHARACTERS, renderTemplate } from '../../src/templates/render.ts'

test('catalogue: the words follow the rules of Meta for a template', async (t) => {
  for (const { name, body, parameters, example } of Object.values(TEMPLATES)) {
    const positions = [...body.matchAll(/\{\{(\d+)\}\}/g)].map(([, position]) => Number(position))
    t.strictSame(
      positions,
      parameters.map((_, index) => index + 1),
      `${name}: a parameter for each place, numbered in order`,
    )
    t.equal(example.length, parameters.length, name)
    t.notMatch(body, /^\{\{|\}\}\s*$/, `${name}: neither begins nor ends with a parameter`)
    t.notMatch(body, /\}\}\s*\{\{/, `${name}: no parameter follows another without words between them`)
    t.ok(renderTemplate(TEMPLATES[name], example).length <= MAX_RENDERED_CHARACTERS, name)
  }
})

test('docs/templates.md: has each template with its exact words and whether it is optional', async (t) => {
  const page = await readFile(new URL('../../../../docs/templates.md', import.meta.url), 'utf8')
  const sections = page.split(/^## (?=`)/m).slice(1)
  t.strictSame(
    sections.map((section) => section.slice(0, section.indexOf('\n')).replaceAll('`', '')),
    TEMPLATE_NAMES.map((name) => (TEMPLATES[name].optional ? `${name} (optional)` : name)),
  )
  for (const [index, name] of TEMPLATE_NAMES.entries()) {
    const { body, parameters, example, subject } = TEMPLATES[name]
    const section = sections[index] ?? ''
    t.ok(section.includes(`\`\`\`text\n${body}\n\`\`\``), `${name}: the words`)
    const unwrapped = section.replaceAll(/\s+/g, ' ')
    t.ok(unwrapped.includes(`: ${parameters.join(', ')}.`), `${name}: the parameters`)
    t.ok(unwrapped.includes(`: ${example.map((text) => `\`${text}\``).join(', ')}.`), `${name}: the samples`)
    t.ok(unwrapped.includes(`*${subject}*`), `${name}: the subject`)
  }
})
