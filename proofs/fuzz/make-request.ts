import fc from 'fast-check'
import type { Operation } from './document.ts'
import { chance, drawFrom } from './draw.ts'
import { mutate } from './mutations.ts'
import { finish, type Request } from './request.ts'
import { validDraft } from './valid-draft.ts'
import type { World } from './world.ts'

const VALID_SHARE = 0.25 // without valid requests there would be no rows for the others to damage
const REPEATED_SHARE = 0.03
const MUTATIONS_AT_ONCE = [1, 1, 1, 2, 3]
const TOGETHER_EVERY = 50
const MAX_TOGETHER = 8

/** The first requests of a run create rows and read the lists. */
const OPENING: readonly (readonly [until: number, method: string, path: RegExp])[] = [
  [50, 'POST', /^\/v1\/registrations$/],
  [120, 'POST', /^\/v1\/duty-assignments$/],
  [220, 'GET', /^\/v1\/[a-z-]+$/],
]

interface Known {
  readonly operations: readonly Operation[]
  readonly world: World
}

/** The next requests: one, or every fiftieth time several at once about the same person, duty and delivery. */
export function nextStep(seed: number, number: number, { operations, world }: Known): Request[] {
  if (number % TOGETHER_EVERY !== 0) return [makeRequest(seed, number, { operations, world })]
  const draw = drawFrom(seed, -number)
  const oneOf = (ids: readonly string[]) => [draw(fc.constantFrom(...ids))]
  const { registrations, deliveries, 'duty-assignments': duties, 'duty-times': duty_times } = world.ids
  const ids = {
    registrations: oneOf(registrations),
    deliveries: oneOf(deliveries),
    'duty-assignments': oneOf(duties),
    'duty-times': oneOf(duty_times),
  }
  const known = {
    operations: operations.filter(({ path }) => path.startsWith('/v1/')),
    world: { ...world, ids },
  }
  const together: Request[] = []
  for (let left = draw(fc.integer({ min: 2, max: MAX_TOGETHER })); left > 0; left -= 1) {
    const before = together.at(-1)
    const at = number + together.length
    const next = before && draw(chance(0.3)) ? { ...before, number: at } : makeValidRequest(seed, at, known)
    together.push({ ...next, mutations: ['concurrent'] })
  }
  return together
}

/** The seed, the number and what earlier answers showed decide what the request is. */
export function makeRequest(seed: number, number: number, { operations, world }: Known): Request {
  const draw = drawFrom(seed, number)
  if (world.keyed.length > 0 && draw(chance(REPEATED_SHARE)))
    return { ...draw(fc.constantFrom(...world.keyed)), number, mutations: ['repeated'] }
  const [, method, path] = OPENING.find(([until]) => number <= until) ?? []
  const opening = operations.filter((it) => it.method === method && path?.test(it.path))
  if (opening.length > 0) return makeValidRequest(seed, number, { operations: opening, world })
  const draft = validDraft(draw, world, draw(weighted(operations)))
  if (draw(chance(VALID_SHARE))) return finish(draft, number)
  for (let left = draw(fc.constantFrom(...MUTATIONS_AT_ONCE)); left > 0; left -= 1) mutate(draft, draw, world)
  return finish(draft, number)
}

function makeValidRequest(seed: number, number: number, { operations, world }: Known): Request {
  const draw = drawFrom(seed, number)
  return finish(validDraft(draw, world, draw(weighted(operations))), number)
}

/** Operations with a body have the most that can be wrong, pages the least. */
function weighted(operations: readonly Operation[]): fc.Arbitrary<Operation> {
  return fc.oneof(
    ...operations.map((operation) => {
      const { path, body, method, parameters } = operation
      const is_page = !path.startsWith('/v1/') && method === 'GET'
      const weight = is_page ? 1 : body === undefined ? 4 + parameters.length : 10
      return { weight, arbitrary: fc.constant(operation) }
    }),
  )
}
