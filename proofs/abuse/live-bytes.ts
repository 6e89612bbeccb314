/**
 * What a Node process started with `--inspect` holds after a garbage collection: its heap, and the buffers outside of it. Resident
 * memory shows no leak: it keeps the size that garbage once had, in the heap and in `malloc`, which has the values of Temporal.
 */
export async function liveBytes(inspector_port: number): Promise<number> {
  const listed = await fetch(`http://127.0.0.1:${inspector_port}/json/list`)
  const targets: unknown = await listed.json()
  const socket = new WebSocket(
    String(Object(Array.isArray(targets) ? targets[0] : null).webSocketDebuggerUrl),
  )
  try {
    await heard(socket, 'open')
    await ask(socket, 'HeapProfiler.collectGarbage')
    const { result } = await ask(socket, 'Runtime.evaluate', { expression: LIVE_BYTES })
    return Number(Object(result).value)
  } finally {
    socket.close() // a process that ends waits for its debugger
  }
}

const LIVE_BYTES = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())'

/** One question at a time. @returns its result */
async function ask(socket: WebSocket, method: string, params = {}): Promise<Record<string, unknown>> {
  socket.send(JSON.stringify({ id: 1, method, params }))
  const { data } = Object(await heard(socket, 'message'))
  return Object(Object(JSON.parse(String(data))).result)
}

/** @throws where the connection ends instead */
function heard(socket: WebSocket, name: 'open' | 'message'): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  socket.addEventListener(name, resolve, { once: true })
  socket.addEventListener('close', () => reject(new Error('The inspector closed the connection.')), {
    once: true,
  })
  return promise
}
