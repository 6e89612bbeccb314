import { parseArgs } from 'node:util'
import { apiPart } from './parts/api.ts'
import { drainPart } from './parts/drain.ts'
import { latencyPart } from './parts/latency.ts'
import type { Part } from './part.ts'
import { startPostgres } from './postgres.ts'
import { startProvider } from './provider/start-provider.ts'

const USAGE = `pnpm bench [part …] [--quick] [--only contender]

Measures Dutybell beside what else could do its work, in one run, on a Postgres of its own.

  drain       messages to a provider that answers after 50 ms, 256 and 1,000 at once
  latency     from the commit to the provider at 50 per second
  api         POST /v1/registrations at 64 connections

  --quick     fewer messages, one run of each
  --only      this contender alone (bare undici, dutybell, graphile-worker, pg-boss); may be repeated`

const PARTS: Readonly<Record<string, Part>> = { drain: drainPart, latency: latencyPart, api: apiPart }

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
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
  const postgres = await startPostgres()
  const provider = await startProvider()
  try {
    for (const name of names) {
      const text = await PARTS[name]?.({ postgres, provider, quick: values.quick, only: values.only })
      console.log(`## ${name}\n\n${text}\n`)
    }
  } finally {
    await provider.stop()
    await postgres.stop()
  }
}
