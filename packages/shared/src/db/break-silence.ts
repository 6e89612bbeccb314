import { Socket } from 'node:net'
import { Client, type ClientBase } from 'pg'

/**
 * Breaks a connection on which a question stays without an answer. Where the network swallows what is sent, or the server's
 * machine is gone, TCP itself notices within a quarter of an hour, or two hours where nothing is left to send again; and
 * pg's own time-out gives the connection back to the pool with the question still open.
 *
 * @param silence_ms longer than any statement may run
 */
export function breakSilence(client: ClientBase, silence_ms: number): void {
  const stream = client instanceof Client ? client.connection.stream : undefined
  if (!(stream instanceof Socket))
    throw new Error('A database connection without a socket cannot be watched.')
  let written_when_heard = stream.bytesWritten
  stream.on('data', () => {
    written_when_heard = stream.bytesWritten
  })
  stream.setTimeout(silence_ms, () => {
    // A connection that only listens has no open question.
    if (stream.bytesWritten === written_when_heard) return
    stream.destroy(new Error(`Connection terminated: the database did not answer within ${silence_ms} ms.`))
  })
}
