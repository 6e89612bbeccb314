import { readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'
import { rehearseOperating } from './operating/rehearse.ts'
import { rehearseUpgrade } from './upgrade.ts'
import { rehearseRunbook } from './runbook/rehearse.ts'

const USAGE = `pnpm proofs --only drills

Rehearses docs/runbook.md and docs/operating.md with real services against the simulator: each thing breaks, its alert
opens, what the page says ends it, and every message is out once.

  --short       a few drills of the runbook
  --only WORDS  only the drills of the runbook whose section or name contains these words, "operating" or "upgrade"

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

const { short, only } = readOptions(USAGE, {
  short: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
})

const has = (words: string): boolean => words.includes(only)

await runProof(async (report) => {
  await rehearseRunbook(report, {
    is_short: short,
    chosen: ({ section, name, is_short = false }) =>
      (is_short || !short) && has(`runbook: ${section}: ${name}`),
  })
  if (short) return
  if (has('operating')) await rehearseOperating(report)
  if (has('upgrade')) await rehearseUpgrade(report)
})
