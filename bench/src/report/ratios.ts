import { figure, table } from '../measure/table.ts'

export interface Ratio {
  readonly what: string
  readonly value: number
  readonly digits?: number
  /** Such as '≥ 0.5'. */
  readonly wanted: string
}

/** A table of measured figures, each with its wanted limit. */
export function ratiosTable(ratios: readonly Ratio[]): string {
  return table(
    ['', 'measured', 'wanted'],
    ratios.map(({ what, value, digits = 2, wanted }) => [what, figure(value, digits), wanted]),
  )
}
