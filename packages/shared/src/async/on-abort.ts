const actionsOf = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `action` when the signal aborts, until the returned function is called. All actions of a signal share one listener:
 * addEventListener compares a new listener with each existing one, and hundreds of sends are in flight at once.
 */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  const actions = actionsOf.get(signal) ?? listen(signal)
  actions.add(action)
  return () => void actions.delete(action)
}

function listen(signal: AbortSignal): Set<() => void> {
  const actions = new Set<() => void>()
  actionsOf.set(signal, actions)
  signal.addEventListener('abort', () => actions.forEach((action) => action()), { once: true })
  return actions
}
