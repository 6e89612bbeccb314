import { createHash } from 'node:crypto'
import fc from 'fast-check'

/** Draws one value. */
export type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T

/** The same seed and number always draw the same values. */
export function drawFrom(seed: number, number: number): Draw {
  // Hashed, because neighbouring seeds begin with similar values.
  const hash = createHash('md5').update(`${seed} ${number}`).digest().readInt32LE()
  const [generate] = fc.sample(fc.noBias(fc.gen()), { seed: hash, numRuns: 1 })
  if (generate === undefined) throw new Error('fast-check returned no sample.')
  return (arbitrary) => generate(() => arbitrary)
}

/** True with this probability. */
export function chance(probability: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: 1_000 }).map((n) => n <= probability * 1_000)
}
