import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { closedPort } from '@dutybell/testing/servers'
import { test } from 'tap'

test('notifier: the database is unavailable at the start, one sentence and exit code 1', async (t) => {
  const port = await closedPort()
  const child = spawn(process.execPath, [new URL('../src/main.ts', import.meta.url).pathname], {
    env: {
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/nothing`,
      META_WA_ACCESS_TOKEN: 'token',
      META_WA_PHONE_NUMBER_ID: '1',
      META_WA_APP_SECRET: 'secret',
      SMTP_URL: 'off',
      NOTIFIER_PORT: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  t.equal(code, 1)
  t.match(complaint, /^The database \(DATABASE_URL\) cannot be used: connect ECONNREFUSED .*\n$/)
})
