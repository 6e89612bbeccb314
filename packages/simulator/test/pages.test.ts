import { createLogger } from '@dutybell/shared/logger'
import { runPage } from '@dutybell/testing/run-page'
import { test } from 'tap'
import { startSimulator } from '../src/simulator.ts'

for (const page of ['packages/simulator/README.md', 'docs/templates.md']) {
  void test(`${page}: its requests are understood`, async (t) => {
    const simulator = await startSimulator({ log: createLogger({ service: 'simulator', level: 'silent' }) })
    t.teardown(() => simulator.close())
    await runPage(
      t,
      page,
      {},
      {
        'localhost:4000': new URL(simulator.url).host,
        '"for_ms": 2000': '"for_ms": 1',
        'curl -s': 'curl --retry 5 --retry-all-errors --retry-delay 1 -s', // what follows the outage may meet it
      },
    )
  })
}
