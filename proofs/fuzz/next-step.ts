import fc from 'fast-check'
import { createHash } from 'node:crypto'
import type { Operation } from './document.ts'
import { mutate } from './mutations.ts'
import { chance, type Draw, finish, type Request, validDraft } from './request.ts'
import type { World } from './world.ts'

const VALID_SHARE = 0.3 // without valid requests there would be no rows for the others to damage
const REPEATED_SHARE = 0.03
const MUTATIONS_AT_ONCE = [1, 1, 1, 2, 3]
const TOGETHER_EVERY = 50
const MAX_TOGETHER = 8

interface Known {
  readonly operations: readonly Operation[]
  readonly world: World
}

/**
 * The next requests: one, or every fiftieth time several at once about the same person, duty and delivery. The seed, the
 * number and what earlier answers showed decide what they are.
 */
export function nextStep(seed: number, number: number, known: Known): Request[] {
  const draw = drawFrom(seed, number)
  if (number % TOGETHER_EVERY !== 0) return [nextRequest(draw, number, known)]
  const ids = new Map([...known.world.ids].map(([kind, all]) => [kind, [draw(fc.constantFrom(...all))]]))
  const operations = known.operations.filter(({ path }) => path.startsWith('/v1/'))
  const together: Request[] = []
  for (let left = draw(fc.integer({ min: 2, max: MAX_TOGETHER })); left > 0; left -= 1) {
    const [before, at] = [together.at(-1), number + together.length]
    const valid = () => validRequest(draw, at, { operations, world: { ...known.world, ids } })
    const next = before && draw(chance(0.3)) ? { ...before, number: at } : valid()
    together.push({ ...next, mutations: ['concurrent'] })
  }
  return together
}

function nextRequest(draw: Draw, number: number, { operations, world }: Known): Request {
  // The first requests create rows.
  const path = number <= 50 ? '/v1/registrations' : number <= 120 ? '/v1/duty-assignments' : undefined
  const opening = operations.filter((it) => it.method === 'POST' && it.path === path)
  if (opening.length > 0) return validRequest(draw, number, { operations: opening, world })
  if (world.keyed.length > 0 && draw(chance(REPEATED_SHARE)))
    return { ...draw(fc.constantFrom(...world.keyed)), number, mutations: ['repeated'] }
  const open = operations.filter((operation) => !world.succeeded.has(operation))
  if (draw(chance(VALID_SHARE)))
    return validRequest(draw, number, {
      operations: open.length > 0 && draw(chance(0.5)) ? open : operations,
      world,
    })
  const draft = validDraft(draw, world, draw(oneOperation(operations)))
  for (let left = draw(fc.constantFrom(...MUTATIONS_AT_ONCE)); left > 0; left -= 1) mutate(draft, draw, world)
  return finish(draft, number, world)
}

function validRequest(draw: Draw, number: number, { operations, world }: Known): Request {
  return finish(validDraft(draw, world, draw(oneOperation(operations))), number, world)
}

/** Those with a body more often: most can be wrong with them. */
function oneOperation(operations: readonly Operation[]): fc.Arbitrary<Operation> {
  return fc.constantFrom(...operations, ...operations.filter((it) => it.body !== undefined || it.takes_csv))
}

function drawFrom(seed: number, number: number): Draw {
  // Hashed, because neighbouring seeds begin with similar values.
  const hash = createHash('md5').update(`${seed} ${number}`).digest().readInt32LE()
  const [generate] = fc.sample(fc.noBias(fc.gen()), { seed: hash, numRuns: 1 })
  if (generate === undefined) throw new Error('fast-check returned no sample.')
  return (arbitrary) => generate(() => arbitrary)
}
