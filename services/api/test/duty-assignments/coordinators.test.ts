import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { test } from 'tap'
import { ADMIN_SECRET, startApi } from '../start-api.ts'

const GUIDE = new URL('../../../../docs/coordinators.md', import.meta.url)
const run = promisify(execFile)

void test('docs/coordinators.md: its requests succeed, with the answers that it shows', async (t) => {
  const guide = await readFile(GUIDE, 'utf8')
  const script = [...guide.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block).join('\n')
  const api = await startApi(t)
  const DUTYBELL = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const env = { PATH: process.env['PATH'], DUTYBELL, KEY: ADMIN_SECRET }
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { env })

  let position = 0
  const shown = [...script.matchAll(/^# → (.+)$/gm)].map(([, part = '']) => part)
  t.ok(shown.length > 10)
  for (const part of shown) {
    const found = stdout.indexOf(part, position)
    t.ok(found >= position, `${part} follows in: ${stdout.slice(position, position + 2_000)}`)
    position = found + part.length
  }
})
