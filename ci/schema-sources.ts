/**
 * Fails where a migration defines a function, where a released migration was changed, where a file of `db/functions` is not one function
 * with its name and a complete header that names its callers, and where SQL computes a local day: `node ci/schema-sources.ts`.
 */
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/** Functions that a generated column, a check or an index needs; they stay with their table. */
const ALLOWED_IN_MIGRATIONS: readonly string[] = []

const HEADER = /^-- [A-Z][^]*\n-- Callers: .+[^]*\n-- Locks: {3}.+[^]*\n-- Writes: {2}.+[^]*\n-- Returns: .+/

/** Postgres has other time zone data than Node, which computes every local day. */
const LOCAL_DAY =
  /\bat time zone (?!'UTC')|\bcurrent_date\b|\blocaltime(?:stamp)?\b|\bdate_trunc\('(?:day|week|month)/i
const MAX_COMMENT_COLUMNS = 140

/** Compares the time zone data of both. */
const COMPARES_ZONES = 'services/notifier/src/health/compare-zone-data.ts'

const migrations = filesOf('db/migrations/*.sql')
const functions = filesOf('db/functions/*/*.sql')
const sources = filesOf('{packages,services}/*/src/**/*.ts')
const code = new Map(sources.map((source) => [source, codeOf(source)]))
const findings = [
  ...migrations.flatMap(checkMigration),
  ...checkReleased(),
  ...functions.flatMap(checkFunction),
  ...[...migrations, ...functions, ...sources].flatMap(checkLocalDays),
]
if (migrations.length === 0 || functions.length === 0) findings.push('No SQL files found.')
for (const finding of findings) console.log(finding)
process.exitCode = findings.length === 0 ? 0 : 1

function filesOf(pattern: string): string[] {
  return globSync(pattern, { cwd: ROOT }).toSorted()
}

function checkMigration(file: string): string[] {
  return [...read(file).matchAll(/create\s+(?:or\s+replace\s+)?(?:function|procedure)\s+(\w+)/gi)]
    .map((match) => match[1] ?? '')
    .filter((name) => !ALLOWED_IN_MIGRATIONS.includes(name))
    .map((name) => `${file}: move ${name} to db/functions/<area>/${name}.sql`)
}

function checkReleased(): string[] {
  const lines = read('db/released-migrations.txt')
    .split('\n')
    .filter((line) => /^[0-9a-f]{64} {2}/.test(line))
  const changed = lines.filter((line) => {
    const [hash, name = ''] = line.split('  ')
    const file = `db/migrations/${name}`
    return !migrations.includes(file) || createHash('sha256').update(read(file)).digest('hex') !== hash
  })
  if (lines.length === 0) return ['db/released-migrations.txt names no migration']
  return changed.map((line) => `${line.slice(66)}: is released and must not change; add a migration instead`)
}

function checkFunction(file: string): string[] {
  const text = read(file)
  const name = basename(file, '.sql')
  const defined = [...text.matchAll(/create or replace function (\w+)/g)].map((match) => match[1])
  const duplicates = functions.filter((other) => basename(other, '.sql') === name)
  return [
    ...(defined.join() === name ? [] : [`${file}: must define the function ${name} and no other`]),
    ...(duplicates.length === 1 ? [] : [`${file}: the name is used by ${duplicates.join(' and ')}`]),
    ...(HEADER.test(text.split('create or replace function')[0] ?? '')
      ? []
      : [`${file}: the header needs a sentence, then Callers, Locks, Writes and Returns`]),
    ...checkCallers(file, name, text),
    ...longComments(file, text),
  ]
}

function longComments(file: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      /^\s*--/.test(line) && line.length > MAX_COMMENT_COLUMNS
        ? [`${file}:${index + 1}: wrap the comment at ${MAX_COMMENT_COLUMNS} columns`]
        : [],
    )
}

/** The header names each function and each source that calls this one, or the folder of a source, and none that does not. */
function checkCallers(file: string, name: string, text: string): string[] {
  const [header = ''] = /-- Callers: [^]*?(?=\n-- Locks)/.exec(text) ?? []
  if (header.includes('every function')) return []
  const calls = new RegExp(String.raw`\b${name}\(`)
  const among_functions = functions
    .filter((other) => other !== file)
    .flatMap((other) => {
      const caller = basename(other, '.sql')
      const is_caller = calls.test(read(other).replaceAll(/^--.*$/gm, ''))
      const is_named = new RegExp(String.raw`(?<![/.-])\b${caller}\b(?![/.-])`).test(header)
      if (is_caller === is_named) return []
      return [
        `${file}: ${caller} ${is_caller ? 'is a caller and not' : 'is no caller but'} named in the header`,
      ]
    })
  const callers = sources.filter((source) => calls.test(code.get(source) ?? ''))
  const named = [...header.matchAll(/\b(?:packages|services)\/[\w./-]*\w/g)].map(([path]) => path)
  const wrong = named.filter((path) => !callers.some((source) => isIn(source, path)))
  // A name of one word is also that of functions in TypeScript.
  const missing = name.includes('_')
    ? callers.filter((source) => !named.some((path) => isIn(source, path)))
    : []
  return [
    ...among_functions,
    ...wrong.map((path) => `${file}: ${path} is no caller but named in the header`),
    ...missing.map((source) => `${file}: ${source} is a caller and not named in the header`),
  ]
}

function isIn(source: string, path: string): boolean {
  return source === path || source.startsWith(`${path}/`)
}

/** The source without its comments. */
function codeOf(source: string): string {
  return read(source).replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
}

function checkLocalDays(file: string): string[] {
  const found = file === COMPARES_ZONES ? null : LOCAL_DAY.exec(read(file))
  return found === null ? [] : [`${file}: "${found[0]}": let Node compute local days and pass them`]
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}
