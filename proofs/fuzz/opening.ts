import type { Operation } from './document.ts'

/** The first requests of a run fill the lists, and look at them, so that there is something for the others to meet. */
const OPENING: readonly (readonly [until: number, method: string, path: RegExp])[] = [
  [50, 'POST', /^\/v1\/registrations$/],
  [120, 'POST', /^\/v1\/duty-assignments$/],
  [220, 'GET', /^\/v1\/[a-z-]+$/],
]

/** What such a request may be for; undefined where the opening is over, or the document has none of it. */
export function openingOperations(
  number: number,
  operations: readonly Operation[],
): readonly Operation[] | undefined {
  const [, method, path] = OPENING.find(([until]) => number <= until) ?? []
  const fitting = operations.filter((it) => it.method === method && path?.test(it.path))
  return fitting.length === 0 ? undefined : fitting
}
