/** `pnpm model`: checks the protocol exhaustively with spin, and that each broken variant of it is found. */
import { join } from 'node:path'
import { readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'
import { DESIGN, VARIANTS } from './cases.ts'
import { findMissing, runSpin } from './run-spin.ts'

const USAGE = `pnpm model [--short] [--only NAME]

Checks proofs/spin/delivery.pml with spin and a C compiler: ${DESIGN.length} runs of the protocol as it is, and ${VARIANTS.length} broken variants, each
of which must break the property named for it. Prints a table for proofs/spin/README.md.

  --short      without the runs of millions of states
  --only NAME  only the run or variant of this name

Exit codes: 0 as expected, 1 not, or spin or cc is missing, 2 called wrongly.`

const MODEL = join(import.meta.dirname, 'delivery.pml')

const values = readOptions(USAGE, {
  short: { type: 'boolean', default: false },
  only: { type: 'string' },
})
const cases = [...DESIGN, ...VARIANTS].filter(
  ({ name, is_large }) =>
    (values.only === undefined || name === values.only) && !(values.short && is_large === true),
)

await runProof(async (report) => {
  const missing = await findMissing()
  if (missing !== null) throw new Error(`${missing} is not installed: the model needs spin and a C compiler.`)
  const rows: string[] = []
  for (const modelCase of cases) {
    const { name, defines, breaks } = modelCase
    const { broken, states, memory_mb, seconds } = await runSpin(MODEL, modelCase)
    const result = broken === null ? 'all hold' : `${broken} breaks`
    report.check(
      `spin: ${name}: ${breaks === null ? 'every property holds' : `${breaks} is found to break`}`,
      broken === breaks ? null : `The checker found: ${result}.`,
    )
    rows.push(
      `| ${name} | ${defines.join(' ')} | ${result} | ${states.toLocaleString('en')} | ${memory_mb} | ${seconds.toFixed(1)} |`,
    )
  }
  if (values.short) return
  console.log('| run | with | result | states | MB | seconds |\n|---|---|---|---:|---:|---:|')
  for (const row of rows) console.log(row)
})
