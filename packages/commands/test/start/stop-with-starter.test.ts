import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'tap'

const PRELOAD = new URL('../../src/start/stop-with-starter.ts', import.meta.url).href
const WAIT_FOR_END = `data:text/javascript,${encodeURIComponent(
  "import { once } from 'node:events'; if (process.connected) await once(process, 'disconnect')",
)}`

test('stop-with-starter: the starter ends while a service loads, the service stops', async (t) => {
  // The channel closes before the module under test runs, so no event reaches it.
  const args = ['--import', WAIT_FOR_END, '--import', PRELOAD, '--eval', 'setInterval(() => undefined, 1000)']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  t.teardown(() => child.kill('SIGKILL'))
  child.disconnect()
  t.strictSame(await once(child, 'exit'), [null, 'SIGTERM'])
})
