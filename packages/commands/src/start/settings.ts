import { type Config, type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { VARIABLES, type VariableName } from '@dutybell/shared/config/variables'

export type Settings = Config<VariableName>

const PORTS = ['PORT', 'NOTIFIER_PORT', 'SIMULATOR_PORT'] as const

/** The configuration of everything `start` runs. Throws ConfigError with every fault of it. */
export function readSettings(environment: Environment): Settings {
  return loadConfig(environment, variableNames(), (settings) => [
    ...missing(settings),
    ...samePorts(settings),
  ])
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
