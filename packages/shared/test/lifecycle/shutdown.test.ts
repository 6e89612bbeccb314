import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Test, test } from 'tap'

const PROGRAM = fileURLToPath(new URL('stopping-program.ts', import.meta.url))

void test('shutdown: SIGTERM, everything is closed and the exit code is 0', async (t) => {
  const program = await start(t, ['promptly'])
  program.child.kill('SIGTERM')
  t.same(await program.exit, [0, null])
  t.match(program.lines.at(-1), /"msg":"Stopped"/)
})

void test('shutdown: two signals within a second, count as one', async (t) => {
  const program = await start(t, ['slowly'])
  program.child.kill('SIGINT')
  program.child.kill('SIGINT')
  t.same(await program.exit, [0, null])
})

void test('shutdown: a second signal later, exits immediately', async (t) => {
  const program = await start(t, ['never', '20000'])
  program.child.kill('SIGTERM')
  await delay(1_100) // The rule is about elapsed time.
  program.child.kill('SIGTERM')
  t.same(await program.exit, [1, null])
})

void test('shutdown: stop does not resolve, the process exits at the deadline with code 1', async (t) => {
  const program = await start(t, ['never', '100'])
  program.child.kill('SIGTERM')
  t.same(await program.exit, [1, null])
  t.match(program.lines.at(-1), /Shutdown deadline exceeded/)
})

void test('shutdown: stop fails, the exit code is 1', async (t) => {
  const program = await start(t, ['fail', '100'])
  program.child.kill('SIGTERM')
  t.same(await program.exit, [1, null])
  t.ok(program.lines.some((line) => line.includes('would not close')))
})

void test('shutdown: the parent exits, counts as a signal', async (t) => {
  const program = await start(t, ['promptly'], 'ipc')
  program.child.disconnect()
  t.same(await program.exit, [0, null])
})

void test('shutdown: a signal with an open IPC channel, ends the process', async (t) => {
  const program = await start(t, ['promptly'], 'ipc')
  program.child.kill('SIGTERM')
  t.same(await program.exit, [0, null])
})

async function start(t: Test, args: string[], channel: 'ipc' | 'ignore' = 'ignore') {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', channel],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const lines: string[] = []
  if (!child.stdout) throw new Error('stdout is piped')
  const output = createInterface({ input: child.stdout })
  const ready = once(output, 'line')
  output.on('line', (line) => lines.push(line))
  // With an IPC channel there is no 'close' to wait for.
  const exit = Promise.all([exited, once(output, 'close')]).then(([code_and_signal]) => code_and_signal)
  await ready
  return { child, exit, lines }
}
