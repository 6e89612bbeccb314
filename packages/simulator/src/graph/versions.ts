/** The Graph versions alive in November 2026. */
const OLDEST = 21
const NEWEST = 26

export interface GraphVersion {
  /** As asked for, `v25.0`. */
  readonly asked: string
  /** The one that answers: a dead version is served by the oldest alive. */
  readonly served: string
  readonly major: number
}

/** Undefined for what no version was ever called. */
export function parseVersion(text: string): GraphVersion | undefined {
  const major = Number(/^v(\d{1,2})\.\d$/.exec(text)?.[1])
  if (!(major >= 1 && major <= NEWEST)) return undefined
  const servedMajor = Math.max(major, OLDEST)
  return { asked: text, served: `v${servedMajor}.0`, major: servedMajor }
}
