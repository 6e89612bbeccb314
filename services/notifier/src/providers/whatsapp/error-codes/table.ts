/** What an operator needs to know of one of Meta's error codes. */
export interface KnownError {
  readonly meaning: string
  readonly action: string
  /** How long to wait where Meta's answer does not say. */
  readonly wait_seconds?: number
}

export type ErrorTable = Readonly<Record<number, KnownError>>
