import { OperatorError } from '../errors.ts'
import type { Variable } from './variable.ts'
import { VARIABLES, type VariableName } from './variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>

type Parsed<V> = V extends Variable<infer T> ? (V extends { default: string } ? T : T | undefined) : never

/** The chosen variables, parsed. */
export type Config<Name extends VariableName> = {
  readonly [name in Name]: Parsed<(typeof VARIABLES)[name]>
}

/** Invalid configuration: one sentence per fault, all of them. */
export class ConfigError extends OperatorError {
  override name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/**
 * Reads `names` from `environment`; an empty value counts as unset.
 * `required` adds the rules a single variable cannot know: sentences about what is missing.
 *
 * @throws {ConfigError} listing every fault
 */
export function loadConfig<Name extends VariableName>(
  environment: Environment,
  names: readonly Name[],
  required: (config: Config<Name>) => string[] = () => [],
): Config<Name> {
  const faults: string[] = []
  const entries = names.map((name) => {
    const variable: Variable<unknown> = VARIABLES[name]
    const raw = environment[name]?.trim() || variable.default
    if (raw === undefined) return [name, undefined]
    const value = variable.parse(raw)
    if (value === undefined) faults.push(...describeFaults(name, variable, raw))
    return [name, value]
  })
  const config: Config<Name> = Object.fromEntries(entries)
  const unmet = required(config).filter((sentence) => !faults.some((fault) => sameVariable(fault, sentence)))
  if (faults.length + unmet.length > 0) throw new ConfigError([...faults, ...unmet])
  return config
}

function describeFaults(name: string, variable: Variable<unknown>, raw: string): string[] {
  if (variable.explain) return variable.explain(raw).map((fault) => `${name} ${fault}`)
  const found = variable.secret ? 'what is set does not fit' : `it is ${JSON.stringify(raw)}`
  return [`${name} must be ${variable.expects}; ${found}.`]
}

/** A bad value is one mistake, not also a missing one. */
function sameVariable(fault: string, sentence: string): boolean {
  return fault.split(' ')[0] === sentence.split(' ')[0]
}
