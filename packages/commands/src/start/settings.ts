import { once } from 'node:events'
import { createServer } from 'node:net'
import { anyFreePort } from '@dutybell/local-postgres/free-port'
import { type Config, type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { VARIABLES, type VariableName } from '@dutybell/shared/config/variables'
import { OperatorError } from '@dutybell/shared/errors'

export type Settings = Config<VariableName>

export type PortUse = { variable: string; user: string; host: string; port: number }

const PORTS = ['PORT', 'NOTIFIER_PORT', 'SIMULATOR_PORT'] as const

/** The configuration of all programs that `start` runs. Throws ConfigError with all its errors. */
export function readSettings(environment: Environment): Settings {
  return loadConfig(environment, variableNames(), (settings) => [
    ...missing(settings),
    ...samePorts(settings),
  ])
}

/** Returns the ports, 0 replaced by a free one. Throws OperatorError that names each port that cannot be used. */
export async function claimPorts(uses: readonly PortUse[]): Promise<number[]> {
  const errors = await Promise.all(uses.map(portError))
  const sentences = errors.filter((error) => error !== undefined)
  if (sentences.length > 0) throw new OperatorError(sentences.join('\n'))
  return Promise.all(uses.map(async ({ port }) => (port === 0 ? anyFreePort() : port)))
}

function variableNames(): VariableName[] {
  const known = new Set<string>(Object.keys(VARIABLES))
  const isKnown = (name: string): name is VariableName => known.has(name)
  return Object.keys(VARIABLES).filter(isKnown)
}

function missing(settings: Settings): string[] {
  if (settings.META_WA_ACCESS_TOKEN === undefined || settings.META_WA_PHONE_NUMBER_ID !== undefined) return []
  return ['META_WA_PHONE_NUMBER_ID must be set when META_WA_ACCESS_TOKEN is.']
}

function samePorts(settings: Settings): string[] {
  return PORTS.flatMap((name, index) => {
    const same = PORTS.slice(0, index).find(
      (other) => settings[other] !== 0 && settings[other] === settings[name],
    )
    return same ? [`${name} must differ from ${same}; both are ${settings[name]}.`] : []
  })
}

async function portError({ variable, user, host, port }: PortUse): Promise<string | undefined> {
  const server = createServer().listen(port, host)
  try {
    await once(server, 'listening')
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') {
      return `Port ${port} (${variable}, for ${user}) is used by another program: stop it, or set ${variable} to a free port.`
    }
    if (code === 'EACCES')
      return `Port ${port} (${variable}, for ${user}) is not permitted to this user: choose one above 1023.`
    return `${user} cannot listen on ${host} port ${port} (${variable === 'SIMULATOR_PORT' ? 'SIMULATOR_HOST' : 'HOST'}, ${variable}): ${error instanceof Error ? error.message : String(error)}.`
  } finally {
    server.close()
  }
}
