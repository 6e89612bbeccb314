import { test } from 'tap'
import { describe, isKept } from '../src/report.ts'
import { runRound } from '../src/run-round.ts'

const SEED = 20_260_218

/** The short form: one of each service and a shuffled hand of faults; `pnpm chaos` has all of them, for longer. */
for (const { title, callbacks_on, seconds } of [
  { title: 'callbacks on', callbacks_on: true, seconds: 10 },
  { title: 'callbacks off', callbacks_on: false, seconds: 5 },
]) {
  test(`chaos: ${title}, everything killed and broken for ${seconds} seconds, every promise is kept`, async (t) => {
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
      only: '',
      longest_quiet_seconds: 45,
      log: (line) => t.comment(line),
    })
    t.ok(isKept(report), describe(report))
  })
}
