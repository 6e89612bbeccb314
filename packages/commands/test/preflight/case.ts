import type { PreflightLine } from '@dutybell/shared/preflight/results'
import type { Behaviour } from '@dutybell/simulator/behaviour/schema'
import type { TemplateChange } from '@dutybell/simulator/graph/template-store'

/** One or more failures that do not hide each other. */
export interface Case {
  readonly name: string
  /** SIMULATOR is the address of its mail server, PLAIN that of one without STARTTLS. */
  readonly variables?: Readonly<Record<string, string>>
  readonly behaviour?: Behaviour
  readonly templates?: readonly TemplateChange[]
  /** The lines that differ from those of a healthy installation: outcome, then a part of the text or of what to do. */
  readonly lines: Readonly<Record<string, readonly [PreflightLine['outcome'], RegExp]>>
}

export const TOKEN = 'token-of-the-test'
export const APP_SECRET = 'secret-of-the-app'
export const VERIFY_TOKEN = 'token-of-the-handshake'
export const WRONG_TOKEN = 'EAAwrongtoken'
export const PASSWORD = 'password-of-the-mailbox'

export function account(facts: NonNullable<Behaviour['account']>): Behaviour {
  return { account: facts }
}

export const NOT_READ = ['warning', /^Not known, because/] as const
