import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export type OutageKind = 'refuse' | 'reset'

export interface Outage {
  /** Each connection is refused, or reset before a byte is read, until `forMs` have passed or `end` is called. */
  readonly begin: (kind: OutageKind, forMs: number) => void
  readonly end: () => Promise<void>
  /** Removes the listener and the timer; the server does not listen again. */
  readonly close: () => void
}

/** Makes the whole server unavailable for a time: Graph API, control API and page. */
export function createOutage(server: Server, host: string): Outage {
  let kind: OutageKind | undefined
  let port = 0
  let timer: NodeJS.Timeout | undefined

  const reset = (socket: Socket): void => {
    if (kind === 'reset') socket.resetAndDestroy()
  }
  server.on('connection', reset)

  async function end(): Promise<void> {
    clearTimeout(timer)
    const ended = kind
    kind = undefined
    if (ended !== 'refuse') return
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  }

  return {
    begin(next, forMs) {
      if (kind !== undefined) return
      const address = server.address()
      if (address === null || typeof address === 'string') return
      kind = next
      port = address.port
      if (next === 'refuse') server.close()
      server.closeAllConnections()
      timer = setTimeout(() => void end(), forMs)
    },
    end,
    close() {
      clearTimeout(timer)
      server.off('connection', reset)
    },
  }
}
