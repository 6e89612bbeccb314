/** One deliberate defect in the SQL, which the model must find. */
export interface Mutation {
  readonly name: string
  /** The search begins here. Recorded with `--record`, so that three lives are enough. */
  readonly seed: number
  readonly changes: readonly Change[]
}

type Replacement = Readonly<Record<'function' | 'from' | 'to', string>>

type Change = Replacement | { readonly statement: string }

export function inFunction(name: string, from: string, to: string): Replacement {
  return { function: name, from, to }
}
