import { once } from 'node:events'
import { createServer } from 'node:net'
import { anyFreePort } from '@dutybell/local-postgres/free-port'
import { OperatorError } from '@dutybell/shared/errors'

export type PortUse = { variable: string; user: string; port: number }

/** The ports, 0 replaced by a free one. Throws a OperatorError that names each that cannot be listened on. */
export async function claimPorts(host: string, uses: readonly PortUse[]): Promise<number[]> {
  const faults = await Promise.all(uses.map((use) => faultOf(host, use)))
  const sentences = faults.filter((fault) => fault !== undefined)
  if (sentences.length > 0) throw new OperatorError(sentences.join('\n'))
  return Promise.all(uses.map(async ({ port }) => (port === 0 ? anyFreePort() : port)))
}

async function faultOf(host: string, { variable, user, port }: PortUse): Promise<string | undefined> {
  const server = createServer().listen(port, host)
  try {
    await once(server, 'listening')
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') {
      return `Port ${port} (${variable}, for ${user}) is taken by another program: stop it, or set ${variable} to a free port.`
    }
    if (code === 'EACCES')
      return `Port ${port} (${variable}, for ${user}) is not permitted to this user: choose one above 1023.`
    return `${user} cannot listen on ${host} port ${port} (HOST, ${variable}): ${error instanceof Error ? error.message : String(error)}.`
  } finally {
    server.close()
  }
}
