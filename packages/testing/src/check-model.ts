import { join } from 'node:path'
import { DESIGN, type ModelCase, VARIANTS } from './model-cases.ts'
import { findMissing, runSpin } from './run-spin.ts'

const MODEL = join(import.meta.dirname, '..', '..', '..', 'docs', 'model', 'delivery.pml')

const missing = await findMissing()
if (missing !== null) {
  console.error(`${missing} is not installed: the model is checked with spin and a C compiler.`)
  process.exitCode = 1
} else {
  console.log('| run | with | the checker says | states | MB | seconds |')
  console.log('|---|---|---|---:|---:|---:|')
  for (const modelCase of [...DESIGN, ...VARIANTS]) await check(modelCase)
}

async function check(modelCase: ModelCase): Promise<void> {
  const { name, defines, breaks } = modelCase
  const { broken, states, memory_mb, seconds } = await runSpin(MODEL, modelCase)
  const said = broken === null ? 'all hold' : `${broken} breaks`
  const verdict = broken === breaks ? said : `**${said}**`
  console.log(
    `| ${name} | ${defines.join(' ')} | ${verdict} | ${states.toLocaleString('en')} | ${memory_mb} | ${seconds.toFixed(1)} |`,
  )
  if (broken !== breaks) process.exitCode = 1
}
