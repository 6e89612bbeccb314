import { join } from 'node:path'
import t, { test } from 'tap'
import { DESIGN, VARIANTS } from '../src/model-cases.ts'
import { findMissing, runSpin } from '../src/run-spin.ts'

const MODEL = join(import.meta.dirname, '..', '..', '..', 'docs', 'model', 'delivery.pml')

const LONGEST_MS = 300_000 // a compiler and a search for each variant, on a machine that does other things too
t.setTimeout(LONGEST_MS)

const missing = await findMissing()
const skip = missing === null ? false : `${missing} is not installed`

for (const modelCase of DESIGN.filter(({ isLarge }) => !isLarge)) {
  test(`delivery.pml: the protocol, ${modelCase.name}, every property holds`, { skip }, async (t) => {
    t.match(await runSpin(MODEL, modelCase), { broken: null })
  })
}

for (const modelCase of VARIANTS) {
  test(
    `delivery.pml: broken by ${modelCase.name}, ${modelCase.breaks} is seen to break`,
    { skip },
    async (t) => {
      t.match(await runSpin(MODEL, modelCase), { broken: modelCase.breaks })
    },
  )
}
