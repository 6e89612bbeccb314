const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `act` when the signal aborts, until the function that is returned is called. One listener for all of a signal's: each
 * added to the signal itself is compared with every other one there, and hundreds of messages are under way at once.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const acts = waiting.get(signal) ?? listen(signal)
  acts.add(act)
  return () => void acts.delete(act)
}

function listen(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>()
  waiting.set(signal, acts)
  signal.addEventListener('abort', () => acts.forEach((act) => act()), { once: true })
  return acts
}
