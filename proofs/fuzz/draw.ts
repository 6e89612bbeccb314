import fc from 'fast-check'

/** Draws from fast-check's arbitraries one value at a time: the same seed and number always draw the same values. */
export class Draw {
  readonly #generate: fc.GeneratorValue

  constructor(seed: number, number: number) {
    const [generate] = fc.sample(fc.noBias(fc.gen()), { seed: mix(seed, number), numRuns: 1 })
    if (generate === undefined) throw new Error('fast-check returned no sample.')
    this.#generate = generate
  }

  from<T>(arbitrary: fc.Arbitrary<T>): T {
    return this.#generate(() => arbitrary)
  }

  /** Both limits are included. */
  int(min: number, max: number): number {
    return this.from(fc.integer({ min, max }))
  }

  chance(probability: number): boolean {
    return this.int(0, 999_999) < probability * 1_000_000
  }

  pick<T>(list: readonly T[]): T {
    return this.from(fc.constantFrom(...list))
  }

  text(length: number, alphabet: string): string {
    return this.from(
      fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength: length, maxLength: length }),
    )
  }
}

/** Neighbouring seeds would begin with similar values: the bits are mixed as murmur3 does. */
function mix(seed: number, number: number): number {
  let bits = Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca77)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
