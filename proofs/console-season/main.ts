/** `pnpm proofs --only console-season`: opens every page of the console with a season's data, and weighs and times it. */
import { gzipSync } from 'node:zlib'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { Client } from 'pg'
import { readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'
import { fillSeason, SEASON } from './fill-season.ts'
import { type Answer, openConsole } from './open-console.ts'
import { findSubjects, pagesOf, type SeasonPage } from './pages.ts'

const USAGE = `node proofs/console-season/main.ts [--sizes]

Fills a throw-away database with a season (${SEASON.people} people, ${SEASON.duties} duties, ${SEASON.deliveries} messages), opens every page of the console,
and prints for each how long the server took (95 of 100 requests) and how many bytes it has with gzip.

  --sizes  open each page once, and check the sizes only: times depend on the machine

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

const MAX_MILLISECONDS = 100
const MAX_COMPRESSED_BYTES = 50_000
const ROUNDS = 40
const WARM_UP_ROUNDS = 5 // compiled code and caches of the database, as after the first minutes of a server
const MIN_TEXT_BYTES = 500

interface Measured {
  readonly name: string
  readonly bytes: number
  readonly compressed: number
  /** Of 95 requests of 100. */
  readonly milliseconds: number
  readonly faults: readonly string[]
}

const { sizes: sizes_only } = readOptions(USAGE, { sizes: { type: 'boolean', default: false } })
const [warm_up_rounds, rounds] = sizes_only ? [0, 1] : [WARM_UP_ROUNDS, ROUNDS]

await runProof(async (report, scope) => {
  const { url } = await createTestDatabase(scope)
  const client = new Client({ connectionString: url })
  await client.connect()
  scope.teardown(() => client.end())
  await fillSeason(client)
  const subjects = await findSubjects(client)
  const console_of = await openConsole(scope, url)

  const measured: Measured[] = []
  for (const page of pagesOf(subjects)) {
    const open = (round: number) => page.open(console_of, round)
    for (let round = 0; round < warm_up_rounds; round += 1) await open(round)
    const answers: Answer[] = []
    for (let round = 0; round < rounds; round += 1) answers.push(await open(round))
    measured.push(measure(page, answers))
  }
  printTable(measured)
  report.check(
    'console-season: every page answers with its content',
    lines(measured.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`))),
  )
  report.check(
    `console-season: no page has more than ${MAX_COMPRESSED_BYTES.toLocaleString('en')} bytes with gzip`,
    lines(
      measured
        .filter(({ compressed }) => compressed > MAX_COMPRESSED_BYTES)
        .map(({ name, compressed }) => `${name}: ${compressed} bytes`),
    ),
  )
  if (sizes_only) return
  report.check(
    `console-season: the server answers 95 of 100 requests for each page within ${MAX_MILLISECONDS} ms`,
    lines(
      measured
        .filter(({ milliseconds }) => milliseconds > MAX_MILLISECONDS)
        .map(({ name, milliseconds }) => `${name}: ${milliseconds.toFixed(0)} ms`),
    ),
  )
})

function measure({ name, shows }: SeasonPage, answers: readonly Answer[]): Measured {
  const times = answers.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)
  const bodies = answers.map(({ body }) => Buffer.from(body))
  const faults = answers.flatMap(({ status, body }) => [
    ...(status === 200 ? [] : [`answered with ${status}`]),
    ...(body.length >= MIN_TEXT_BYTES && shows.test(body) ? [] : [`does not show ${String(shows)}`]),
  ])
  return {
    name,
    bytes: Math.max(...bodies.map(({ length }) => length)),
    compressed: Math.max(...bodies.map((body) => gzipSync(body).length)),
    milliseconds: times[Math.ceil(times.length * 0.95) - 1] ?? Infinity,
    faults: [...new Set(faults)],
  }
}

function printTable(measured: readonly Measured[]): void {
  const time = sizes_only ? '' : ' p95, ms |'
  console.log(`| page |${time} bytes with gzip | bytes |\n|---|${sizes_only ? '' : '--:|'}--:|--:|`)
  for (const { name, milliseconds, compressed, bytes } of measured)
    console.log(
      `| ${name} |${sizes_only ? '' : ` ${milliseconds.toFixed(0)} |`} ${compressed.toLocaleString('en')} | ${bytes.toLocaleString('en')} |`,
    )
}

function lines(failures: readonly string[]): string | null {
  return failures.length === 0 ? null : failures.join('\n')
}
