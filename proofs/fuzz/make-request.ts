import { ADDRESS_BENDS } from './bends/address.ts'
import type { Bend } from './bends/bend.ts'
import { BODY_BYTES_BENDS } from './bends/body-bytes.ts'
import { BODY_VALUE_BENDS } from './bends/body-value.ts'
import { HEADER_BENDS } from './bends/headers.ts'
import { METHOD_BENDS } from './bends/method.ts'
import { WIRE_BENDS } from './bends/wire.ts'
import type { Operation } from './document.ts'
import { type Draft, finish } from './draft.ts'
import { Random } from './random.ts'
import { openingOperations } from './opening.ts'
import type { Request } from './request.ts'
import { validDraft } from './valid-draft.ts'
import type { World } from './world.ts'

const BENDS: readonly Bend[] = [
  ...BODY_VALUE_BENDS,
  ...BODY_BYTES_BENDS,
  ...ADDRESS_BENDS,
  ...HEADER_BENDS,
  ...METHOD_BENDS,
  ...WIRE_BENDS,
]

const UNBENT = 0.25 // else nothing is ever there that a bent one could damage
const REPEATED = 0.03
const MOST_BENDS = 3

/** The request of this number: the seed, the number and what came to light before decide what it is. */
export function makeRequest(
  seed: number,
  number: number,
  { operations, world }: { operations: readonly Operation[]; world: World },
): Request {
  const random = new Random(seed, number)
  if (world.keyed.length > 0 && random.chance(REPEATED)) {
    return { ...random.pick(world.keyed), number, bends: ['as it was'] }
  }
  const opening = openingOperations(number, operations)
  if (opening !== undefined) return makeValidRequest(seed, number, { operations: opening, world })
  const draft = validDraft(random, world, random.pick(operations.flatMap(byInterest)))
  if (!random.chance(UNBENT)) {
    const times = random.pick([1, 1, 1, 2, MOST_BENDS])
    for (let time = 0; time < times; time += 1) bend(draft, random, world)
  }
  return finish(draft, number)
}

/** What takes a body has the most that can be wrong; a page has next to nothing. */
function byInterest(operation: Operation): Operation[] {
  const { path, body, method, parameters } = operation
  if (!path.startsWith('/v1/') && method === 'GET') return [operation]
  const length = body === undefined ? 4 + parameters.length : 10
  return Array.from({ length }, () => operation)
}

/** One as the document has it. */
export function makeValidRequest(
  seed: number,
  number: number,
  { operations, world }: { operations: readonly Operation[]; world: World },
): Request {
  const random = new Random(seed, number)
  return finish(validDraft(random, world, random.pick(operations.flatMap(byInterest))), number)
}

function bend(draft: Draft, random: Random, world: World): void {
  const fitting = BENDS.filter(({ fits }) => fits(draft))
  let left = random.fraction() * fitting.reduce((sum, { weight }) => sum + weight, 0)
  const taken = fitting.find(({ weight }) => (left -= weight) < 0) ?? random.pick(fitting)
  taken.apply(draft, random, world)
  draft.bends.push(taken.name)
}
