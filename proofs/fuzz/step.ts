import type { Operation } from './document.ts'
import { makeRequest, makeValidRequest } from './make-request.ts'
import { Random } from './random.ts'
import type { Request } from './request.ts'
import type { World } from './world.ts'

const TOGETHER_EVERY = 50
export const MOST_TOGETHER = 8
const SAME_AGAIN = 0.3

/**
 * What is sent next: one request, or, now and then, several at the same time, each as the document has it and all of them
 * about the same person, duty and delivery, some of them twice.
 */
export function nextStep(
  seed: number,
  number: number,
  scene: { operations: readonly Operation[]; world: World },
): Request[] {
  if (number % TOGETHER_EVERY !== 0) return [makeRequest(seed, number, scene)]
  const random = new Random(seed, -number)
  const operations = scene.operations.filter(({ path }) => path.startsWith('/v1/'))
  const together: Request[] = []
  scene.world.narrow(random)
  const count = random.int(2, MOST_TOGETHER)
  for (let at = 0; at < count; at += 1) {
    const before = together.at(-1)
    const next =
      before !== undefined && random.chance(SAME_AGAIN)
        ? { ...before, number: number + at }
        : makeValidRequest(seed, number + at, { ...scene, operations })
    together.push({ ...next, bends: ['among others at the same time'] })
  }
  scene.world.widen()
  return together
}
