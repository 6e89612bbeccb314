/**
 * Fails where a line of prose in a Markdown page is longer than 100 characters: `node ci/wrap-docs.ts [--write]`. With `--write` the
 * paragraphs of such lines are wrapped. Code, tables, headings and HTML stay as they are.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const WIDTH = 100
const FENCE = /^\s*(?:```|~~~)/
const VERBATIM = /^\s*(?:$|\||#|<|\[[^\]]+\]:)/
const LIST_ITEM = /^\s*(?:[-*]|\d+\.)\s+/
/** A word that begins a list, a heading or a quotation where it stands at the beginning of a line. */
const STARTS_BLOCK = /^(?:[-*+>]|#+|\d+[.)]|\|.*)$/

const write = process.argv.includes('--write')
const pages = execFileSync('git', ['ls-files', '-z', '--', '*.md'], { cwd: ROOT, encoding: 'utf8' })
let findings = 0
for (const page of pages.split('\0').filter((name) => name !== '')) {
  const path = join(ROOT, page)
  const text = readFileSync(path, 'utf8')
  if (write) writeFileSync(path, blocksOf(text).flatMap(wrap).join('\n'))
  else for (const line of longLines(text)) console.log(`${page}:${line}`)
}
if (findings > 0) {
  console.log(
    `${findings} lines of prose are longer than ${WIDTH} characters: run npx --yes pnpm@12 generate.`,
  )
  process.exitCode = 1
}

interface Block {
  readonly lines: readonly string[]
  readonly is_prose: boolean
}

/** Paragraphs and list items are blocks; so is each line that stays as it is. */
function blocksOf(text: string): Block[] {
  const blocks: { lines: string[]; is_prose: boolean }[] = []
  let in_code = false
  for (const line of text.split('\n')) {
    const is_fence = FENCE.test(line)
    const is_prose = !in_code && !is_fence && !VERBATIM.test(line)
    if (is_fence) in_code = !in_code
    const last = blocks.at(-1)
    if (is_prose && last?.is_prose === true && !LIST_ITEM.test(line)) last.lines.push(line)
    else blocks.push({ lines: [line], is_prose })
  }
  return blocks
}

function* longLines(text: string): Generator<number> {
  let number = 0
  for (const block of blocksOf(text)) {
    const is_long = isLong(block)
    for (const line of block.lines) {
      number += 1
      if (!is_long || line.length <= WIDTH) continue
      findings += 1
      yield number
    }
  }
}

/** A single word may be longer. */
function isLong(block: Block): boolean {
  return block.is_prose && wrapped(block).join('\n') !== block.lines.join('\n') && hasLongLine(block)
}

function hasLongLine({ lines }: Block): boolean {
  return lines.some((line) => line.length > WIDTH)
}

function wrap(block: Block): readonly string[] {
  return isLong(block) ? wrapped(block) : block.lines
}

function wrapped({ lines }: Block): string[] {
  const [first = ''] = lines
  const marker = LIST_ITEM.exec(first)?.[0] ?? /^\s*/.exec(first)?.[0] ?? ''
  const indent = ' '.repeat(marker.length)
  const result: string[] = []
  let line = marker
  for (const word of wordsIn(lines.join(' ').slice(marker.length))) {
    const is_empty = line.trim() === '' || line === marker
    if (!is_empty && line.length + 1 + word.length > WIDTH && !STARTS_BLOCK.test(word)) {
      result.push(line)
      line = indent + word
    } else {
      line += is_empty ? word : ` ${word}`
    }
  }
  return [...result, line]
}

/** A code span is one word. */
function wordsIn(text: string): string[] {
  return text.trim().match(/(?:`[^`]*`|[^\s`])+/g) ?? []
}
