import type { Operation } from './document.ts'
import { Draw } from './draw.ts'
import { ADDRESS_MUTATIONS } from './mutations/address.ts'
import { BODY_MUTATIONS } from './mutations/body.ts'
import { HEADER_MUTATIONS } from './mutations/headers.ts'
import { type Draft, finish, type Request } from './request.ts'
import { validDraft } from './valid-draft.ts'
import type { World } from './world.ts'

const MUTATIONS = [...BODY_MUTATIONS, ...ADDRESS_MUTATIONS, ...HEADER_MUTATIONS]

const VALID_SHARE = 0.25 // without valid requests there would be no rows for the others to damage
const REPEATED_SHARE = 0.03
const MUTATIONS_AT_ONCE = [1, 1, 1, 2, 3]
const TOGETHER_EVERY = 50
const MAX_TOGETHER = 8
const SAME_AGAIN_SHARE = 0.3

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
export function nextStep(seed: number, number: number, known: Known): Request[] {
  if (number % TOGETHER_EVERY !== 0) return [makeRequest(seed, number, known)]
  const draw = new Draw(seed, -number)
  const operations = known.operations.filter(({ path }) => path.startsWith('/v1/'))
  const together: Request[] = []
  known.world.narrow(draw)
  const count = draw.int(2, MAX_TOGETHER)
  for (let at = 0; at < count; at += 1) {
    const before = together.at(-1)
    const next =
      before !== undefined && draw.chance(SAME_AGAIN_SHARE)
        ? { ...before, number: number + at }
        : makeValidRequest(seed, number + at, { ...known, operations })
    together.push({ ...next, mutations: ['concurrent'] })
  }
  known.world.widen()
  return together
}

/** The seed, the number and what earlier answers showed decide what the request is. */
export function makeRequest(seed: number, number: number, { operations, world }: Known): Request {
  const draw = new Draw(seed, number)
  if (world.keyed.length > 0 && draw.chance(REPEATED_SHARE)) {
    return { ...draw.pick(world.keyed), number, mutations: ['repeated'] }
  }
  const [, method, path] = OPENING.find(([until]) => number <= until) ?? []
  const opening = operations.filter((it) => it.method === method && path?.test(it.path))
  if (opening.length > 0) return makeValidRequest(seed, number, { operations: opening, world })
  const draft = validDraft(draw, world, draw.pick(operations.flatMap(weighted)))
  if (!draw.chance(VALID_SHARE)) {
    for (let left = draw.pick(MUTATIONS_AT_ONCE); left > 0; left -= 1) mutate(draft, draw, world)
  }
  return finish(draft, number)
}

function makeValidRequest(seed: number, number: number, { operations, world }: Known): Request {
  const draw = new Draw(seed, number)
  return finish(validDraft(draw, world, draw.pick(operations.flatMap(weighted))), number)
}

/** Operations with a body have the most that can be wrong, pages the least. */
function weighted(operation: Operation): Operation[] {
  const { path, body, method, parameters } = operation
  if (!path.startsWith('/v1/') && method === 'GET') return [operation]
  return Array.from({ length: body === undefined ? 4 + parameters.length : 10 }, () => operation)
}

function mutate(draft: Draft, draw: Draw, world: World): void {
  const fitting = MUTATIONS.filter(({ fits }) => fits(draft))
  let left = (draw.int(0, 999_999) / 1_000_000) * fitting.reduce((sum, { weight }) => sum + weight, 0)
  const chosen = fitting.find(({ weight }) => (left -= weight) < 0)
  chosen?.apply(draft, draw, world)
  if (chosen) draft.mutations.push(chosen.name)
}
