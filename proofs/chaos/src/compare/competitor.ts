import type { Catches } from '../provider/catches.ts'
import type { Ledger } from '../provider/ledger.ts'
import type { ProviderFaults } from '../provider/provider-faults.ts'
import type { Service } from '../service.ts'

/** A system that delivers one message to each number. */
export interface Competitor {
  readonly name: string
  readonly workers: readonly Service[]
  readonly ledger: Ledger
  readonly providerFaults: ProviderFaults
  readonly catches: Catches
  readonly publish: (number: string) => Promise<void>
  /** Duplicates that are marked as possible duplicates. */
  readonly marked: () => Promise<number>
  /** Messages that it has not finished. */
  readonly left: () => Promise<number>
  readonly stop: () => Promise<void>
}
