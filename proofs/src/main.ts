/** `pnpm proofs`: runs the long proofs one after the other, and their short forms two at a time. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { PROOFS, type Proof } from './proofs.ts'
import { exitWithUsage, readOptions } from './read-options.ts'
import { runProof, type Scope } from './report.ts'
import { useTestCluster } from './test-cluster.ts'

const USAGE = `pnpm proofs [--short] [--only NAME]... [--list]

Runs the long proofs:

${PROOFS.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`).join('\n')}

  --short      the short form of each, as .ci/run does
  --only NAME  only this proof; may be given several times
  --list       print the names and end

The last line is "N passed, N failed". Exit codes: 0 all passed, 1 one failed, 2 called wrongly.`

const values = readOptions(USAGE, {
  short: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] },
  list: { type: 'boolean', default: false },
})
const unknown = values.only.find((only) => PROOFS.every(({ name }) => name !== only))
if (unknown !== undefined) exitWithUsage(USAGE, `There is no proof "${unknown}".`)
const chosen = PROOFS.filter(({ name }) => values.only.length === 0 || values.only.includes(name))

if (values.list) for (const { name } of chosen) console.log(name)
else {
  await runProof(async (report, scope) => {
    await useTestCluster(scope)
    const queue = chosen.values()
    const work = async (): Promise<void> => {
      for (const proof of queue) {
        const { passed, failed } = await run(proof, scope)
        report.count(passed, failed)
      }
    }
    // The long forms use all processors themselves, and chaos is timed.
    await Promise.all(Array.from({ length: values.short ? 2 : 1 }, work))
  })
}

/** The counts of its last line. A proof that ends without them, with another exit code or without a check has failed. */
async function run(
  { name, title, short, long }: Proof,
  scope: Scope,
): Promise<{ passed: number; failed: number }> {
  const started = performance.now()
  const lines: string[] = []
  // Two at a time would mix their lines.
  const print = (line: string): void => void (values.short ? lines.push(line) : console.log(line))
  print(`# ${name}: ${title}`)
  const [script = '', ...args] = values.short ? short : long
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  scope.teardown(() => child.kill())
  let counts = { passed: 0, failed: 0 }
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? []
    if (passed === undefined) print(line)
    else counts = { passed: Number(passed), failed: Number(failed) }
  })
  const [code] = await once(child, 'close')
  print(`# ${name}: ${((performance.now() - started) / 1_000).toFixed(0)} s\n`)
  if (lines.length > 0) console.log(lines.join('\n'))
  const is_complete = code === 0 || counts.failed > 0
  return is_complete && counts.passed + counts.failed > 0 ? counts : { ...counts, failed: counts.failed + 1 }
}
