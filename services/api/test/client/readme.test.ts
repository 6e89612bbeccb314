import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'tap'
import { ADMIN_SECRET, startApi } from '../start-api.ts'

const README = new URL('../../../../packages/client/README.md', import.meta.url)
const USE = new URL('use.ts', import.meta.url)

const run = promisify(execFile)

void test('client: the example of its README works', async (t) => {
  const [readme, use] = await Promise.all([readFile(README, 'utf8'), readFile(USE, 'utf8')])
  t.match(readme, `\`\`\`ts\n${use}\`\`\`\n`)

  const api = await startApi(t)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, DUTYBELL_URL: base, DUTYBELL_KEY: ADMIN_SECRET }
  const { stdout } = await run(process.execPath, [fileURLToPath(USE)], { env })
  t.same(stdout.trim().split('\n').toSorted(), [
    'duty_allotment_confirmed whatsapp pending',
    'registration_received whatsapp pending',
  ])

  const again = await run(process.execPath, [fileURLToPath(USE)], { env }).catch((error: unknown) => error)
  t.match(again, { code: 1, stderr: /registration_exists: / })
})
