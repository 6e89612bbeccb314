import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { BASELINE_NAME, type CheckedOut, checkOutBaseline } from './installations/check-out-baseline.ts'
import { apiPart } from './parts/api.ts'
import { drainPart } from './parts/drain.ts'
import { latencyPart } from './parts/latency.ts'
import { pacePart } from './parts/pace.ts'
import { receiptsPart } from './parts/receipts.ts'
import { scalePart } from './parts/scale.ts'
import type { Part } from './part.ts'
import { type BenchPostgres, startPostgres } from './postgres.ts'
import { startProvider } from './provider/start-provider.ts'
import { putBetweenMarkers } from './report/put-between-markers.ts'

const USAGE = `pnpm bench [part …] [--short] [--write] [--only competitor]

Measures Dutybell beside its competitors and beside an earlier commit of its own, in one run, on a Postgres of its own.
Prints Markdown.

  drain       messages to a provider that answers after 50 ms, 256 and 1,000 at once
  latency     from the commit to the provider at 50 per second
  receipts    Postgres' CPU for each receipt; WAL and bytes for each message
  scale       the drain beside a million finished and 200,000 waiting messages; sizes, a held snapshot, retention
  api         POST /v1/registrations at 64 connections
  pace        the pace that a rate-limited channel finds, in simulated time

  --short     few messages, one run of each: a functional check, without usable figures
  --write     put the tables into bench/README.md
  --only      this competitor alone, such as dutybell; may be repeated (the earlier commit: '${BASELINE_NAME}')
  --help      this text

Exit codes: 0 measured, 1 failed, 2 called wrongly.`

const PAGE = new URL('../README.md', import.meta.url)
const PARTS: Readonly<Record<string, Part>> = {
  drain: drainPart,
  latency: latencyPart,
  receipts: receiptsPart,
  scale: scalePart,
  api: apiPart,
  pace: pacePart,
}

const { values, positionals } = readArguments()
const names = positionals.length > 0 ? positionals : Object.keys(PARTS)
const unknown = names.filter((name) => !PARTS[name])
if (values.help) console.log(USAGE)
else if (unknown.length > 0) exitWithUsage(`There is no part called ${unknown.join(', ')}.`)
else await runParts()

function readArguments() {
  try {
    return parseArgs({
      options: {
        short: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
  } catch (error) {
    exitWithUsage(error instanceof Error ? error.message : String(error))
  }
}

function exitWithUsage(message: string): never {
  console.error(`${message}\n\n${USAGE}`)
  process.exit(2)
}

async function runParts(): Promise<void> {
  const { short, write, only } = values
  const postgres = await startPostgres()
  const provider = await startProvider()
  let checked_out: Promise<CheckedOut> | undefined
  const baseline = async () =>
    !only || only.includes(BASELINE_NAME) ? (checked_out ??= checkOutBaseline()) : undefined
  try {
    for (const name of names) {
      const tables = await PARTS[name]?.({ postgres, provider, short, only, baseline })
      const text = `${stamp(commandOf(name), postgres)}\n\n${tables}`
      console.log(`## ${name}\n\n${text}\n`)
      if (write) await writeFile(PAGE, putBetweenMarkers(await readFile(PAGE, 'utf8'), name, text))
    }
  } finally {
    await (await checked_out?.catch(() => undefined))?.remove()
    await provider.stop()
    await postgres.stop()
  }
}

function commandOf(part: string): string {
  const only = (values.only ?? []).map((name) => ` --only '${name}'`).join('')
  return `pnpm bench ${part}${values.short ? ' --short' : ''}${only}`
}

/** When, by which command and on which machine a table was measured. */
function stamp(command: string, postgres: BenchPostgres): string {
  const model = cpus()[0]?.model ?? 'unknown'
  const machine = `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`
  const versions = `Node ${process.versions.node}, Postgres ${postgres.version}`
  return `\`${command}\`, ${new Date().toISOString().slice(0, 10)}; ${machine}; ${versions}`
}
