import { once } from 'node:events'
import { createServer } from 'node:http'
import { explainListenError } from './run-main.ts'

/** What Prometheus reads; a Registry of prom-client. */
interface MetricsSource {
  readonly contentType: string
  metrics(): Promise<string>
}

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

export interface MetricsListener {
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Serves `/metrics` and nothing else on the address of METRICS_ADDRESS.
 *
 * @throws {OperatorError} where it cannot listen there
 */
export async function serveMetrics(
  source: MetricsSource,
  { host, port }: ListenAddress,
): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics')
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found: see /metrics.\n')
    source.metrics().then(
      (text) => response.writeHead(200, { 'content-type': source.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw explainListenError(error, { host, port, variable: 'METRICS_ADDRESS' })
  }
  const address = server.address()
  const bound = address === null || typeof address === 'string' ? port : address.port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
