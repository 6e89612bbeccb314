import t, { test } from 'tap'
import { describe, isKept } from '../src/report.ts'
import { runRound } from '../src/run-round.ts'

const SEED = 20_260_218
const LONGEST_MS = 100_000 // it takes some 15 seconds; a starved machine may wait for probes and leases

t.setTimeout(LONGEST_MS)

/** The short form: few services and a shuffled hand of faults; `pnpm chaos` has all of them, for longer. */
for (const { title, callbacks_on, seconds } of [
  { title: 'callbacks on', callbacks_on: true, seconds: 10 },
  { title: 'callbacks off', callbacks_on: false, seconds: 5 },
]) {
  test(
    `chaos: ${title}, everything killed and broken for ${seconds} seconds, every promise is kept`,
    { timeout: LONGEST_MS / 2 },
    async (t) => {
      const report = await runRound({
        title,
        seed: SEED,
        seconds,
        callbacks_on,
        notifiers: 2,
        apis: 1,
        clients: 4,
        client_pause_ms: 150,
        longest_pause_ms: 700,
        window_seconds: 3,
        awaits_jobs: false,
        takes: (name) => !name.includes('nobody is told'), // which is noticed after 35 seconds only
        longest_quiet_seconds: 25,
        log: (line) => t.comment(line),
      })
      t.ok(isKept(report), describe(report))
    },
  )
}
