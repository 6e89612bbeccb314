import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'tap'

const PROGRAM = join(import.meta.dirname, '..', 'src', 'check-health.ts')

async function exitCodeFor(url: string): Promise<unknown> {
  const [code] = await once(spawn(process.execPath, [PROGRAM, url], { stdio: 'ignore' }), 'close')
  return code
}

test('check-health: ready is exit code 0; not ready and no server are exit code 1', async (t) => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/readyz' ? 503 : 200).end()
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const origin = `http://127.0.0.1:${address.port}`
  t.equal(await exitCodeFor(`${origin}/livez`), 0)
  t.equal(await exitCodeFor(`${origin}/readyz`), 1)
  server.close()
  await once(server, 'close')
  t.equal(await exitCodeFor(`${origin}/livez`), 1)
})
