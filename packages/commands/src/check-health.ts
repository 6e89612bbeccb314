/** The health check of a container: exit code 0 when the given URL answers with success, else 1. */

const TIMEOUT_MS = 4_000 // less than the container engine's own, so that the reason is printed

const [url = 'http://127.0.0.1:3000/livez'] = process.argv.slice(2)
try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  console.log(`${url} answered ${answer.status}.`)
  process.exitCode = answer.ok ? 0 : 1
} catch (error) {
  console.log(`${url} did not answer: ${error instanceof Error ? error.message : String(error)}.`)
  process.exitCode = 1
}
