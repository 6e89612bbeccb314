import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Arrivals, FromProvider, ToProvider } from './protocol.ts'

export interface FakeProvider {
  readonly url: string
  /** Resolves when `count` messages, counted from this call, have been answered. */
  readonly expect: (count: number) => Promise<Arrivals>
  readonly stop: () => Promise<void>
}

export async function startProvider(): Promise<FakeProvider> {
  const child = fork(new URL('server.ts', import.meta.url))
  let waiting: ((arrivals: Arrivals) => void) | undefined
  const listening = Promise.withResolvers<string>()
  child.on('message', (message: FromProvider) => {
    if (message.kind === 'listening') listening.resolve(message.url)
    else waiting?.(message)
  })
  child.once('exit', () => listening.reject(new Error('The stand-in provider ended.')))
  return {
    url: await listening.promise,
    expect: (count) => {
      const { promise, resolve } = Promise.withResolvers<Arrivals>()
      waiting = resolve
      child.send({ count } satisfies ToProvider)
      return promise
    },
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill()
      await once(child, 'exit')
    },
  }
}
