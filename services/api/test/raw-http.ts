import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

/** Says these words to a port, each when the one before was answered, and gives what came until the other side ended. */
export async function speak(t: Test, base: string, ...words: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(base).port) })
  t.teardown(() => void socket.destroy())
  const left = [...words]
  const next = (): void => {
    const word = left.shift()
    if (word !== undefined) socket.write(word)
  }
  socket.on('data', next)
  next()
  return text(socket)
}
