import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { apiPart } from './parts/api.ts'
import { drainPart } from './parts/drain.ts'
import { latencyPart } from './parts/latency.ts'
import { scalePart } from './parts/scale.ts'
import type { Part } from './part.ts'
import { startPostgres } from './postgres.ts'
import { startProvider } from './provider/start-provider.ts'
import { putBetweenMarkers } from './report/put-between-markers.ts'
import { stamp } from './report/stamp.ts'

const USAGE = `pnpm bench [part …] [--quick] [--write] [--only competitor]

Measures Dutybell beside what else could do its work, in one run, on a Postgres of its own. Prints Markdown.

  drain       messages to a provider that answers after 50 ms, 256 and 1,000 at once
  latency     from the commit to the provider at 50 per second
  scale       the drain beside a million finished and 200,000 waiting messages; sizes, a held snapshot, retention
  api         POST /v1/registrations at 64 connections

  --quick     fewer messages, one run of each: to see that it works, not to quote
  --write     put the tables into bench/README.md
  --only      this competitor alone, such as dutybell; may be repeated`

const PAGE = new URL('../README.md', import.meta.url)
const PARTS: Readonly<Record<string, Part>> = {
  drain: drainPart,
  latency: latencyPart,
  scale: scalePart,
  api: apiPart,
}

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const names = positionals.length > 0 ? positionals : Object.keys(PARTS)
const unknown = names.filter((name) => !PARTS[name])
if (values.help) console.log(USAGE)
else if (unknown.length > 0) {
  console.error(`There is no part called ${unknown.join(', ')}.\n\n${USAGE}`)
  process.exitCode = 2
} else await runParts()

async function runParts(): Promise<void> {
  const { quick, write, only } = values
  const postgres = await startPostgres()
  const provider = await startProvider()
  try {
    for (const name of names) {
      const tables = await PARTS[name]?.({ postgres, provider, quick, only })
      const text = `${stamp(commandOf(name), postgres)}\n\n${tables}`
      console.log(`## ${name}\n\n${text}\n`)
      if (write) await writeFile(PAGE, putBetweenMarkers(await readFile(PAGE, 'utf8'), name, text))
    }
  } finally {
    await provider.stop()
    await postgres.stop()
  }
}

function commandOf(part: string): string {
  const only = (values.only ?? []).map((name) => ` --only '${name}'`).join('')
  return `pnpm bench ${part}${values.quick ? ' --quick' : ''}${only}`
}
