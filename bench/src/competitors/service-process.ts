import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_INTERVAL_MS = 50

/** Resolves when the service says that it is ready; @throws when it ends instead. */
export async function whenReady(child: ChildProcess, url: string): Promise<void> {
  const ended = once(child, 'exit').then(() => true)
  const isReady = () =>
    fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
  while (!(await isReady())) {
    if (await Promise.race([ended, delay(POLL_INTERVAL_MS, false)])) throw new Error('The service ended.')
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
