import { editDistance } from '../edit-distance.ts'
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
 * Reads `names` from `environment`; an empty value counts as unset. The other variables are checked where they are set.
 * `required` adds the rules a single variable cannot know: sentences about what is missing.
 *
 * @throws {ConfigError} listing every fault
 */
export function loadConfig<Name extends VariableName>(
  environment: Environment,
  names: readonly Name[],
  required: (config: Config<Name>) => string[] = () => [],
): Config<Name> {
  const faults = [...findUnknownNames(environment), ...findOtherFaults(environment, names)]
  const entries = names.map((name) => {
    const variable: Variable<unknown> = VARIABLES[name]
    const raw = givenText(environment, name) ?? variable.default
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

/** Undefined where the variable is unset or empty; blanks alone are a value, and seldom one that fits. */
function givenText(environment: Environment, name: string): string | undefined {
  return environment[name] ? environment[name].trim() : undefined
}

/** A variable that only another program reads: its fault would show when that one starts. */
function findOtherFaults(environment: Environment, names: readonly string[]): string[] {
  return Object.entries<Variable<unknown>>(VARIABLES).flatMap(([name, variable]) => {
    const raw = givenText(environment, name)
    if (names.includes(name) || raw === undefined || variable.parse(raw) !== undefined) return []
    return describeFaults(name, variable, raw)
  })
}

const SHORTEST_UNKNOWN_NAME = 8 // HOME is not HOST
const MAX_DISTANCE = 2

/** A misspelt variable would be ignored: a sandbox that sends to real people. */
function findUnknownNames(environment: Environment): string[] {
  const known = Object.keys(VARIABLES)
  return Object.keys(environment).flatMap((name) => {
    if (name.length < SHORTEST_UNKNOWN_NAME || known.includes(name) || environment[name] === undefined)
      return []
    const meant = known.find((other) => editDistance(other, name) <= MAX_DISTANCE)
    return meant === undefined ? [] : [`${name} is not a variable of Dutybell: did you mean ${meant}?`]
  })
}

/** A bad value is one mistake, not also a missing one. */
function sameVariable(fault: string, sentence: string): boolean {
  return fault.split(' ')[0] === sentence.split(' ')[0]
}
