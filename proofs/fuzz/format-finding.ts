import type { Finding, Run } from './fuzz.ts'
import type { Request } from './request.ts'

const MAX_BODY_BYTES = 20_000 // of a shell line

/** The request, its answer, the faults, and a shell line that sends the same bytes while the API of this run is up. */
export function formatFinding({ faults, sent: { request, answer, ended } }: Finding, port: number): string {
  const { method, target, mutations, key_holder } = request
  const key = key_holder === undefined ? 'no key' : `key ${key_holder.name}`
  return [
    `${method} ${target.slice(0, 200)} (${[key, ...mutations].join('; ')})`,
    `answer: ${answer ? `${answer.status} ${answer.body.toString().slice(0, 500)}` : ended}`,
    ...faults,
    shellLine(request, port),
  ].join('\n')
}

export function formatSummary({ findings, tally, memory, overloaded }: Run): string {
  return [
    `${tally.requests} requests, ${findings.length} with a finding.`,
    `Answers: ${inWords(tally.answers)}.`,
    `Error codes: ${inWords(tally.codes)}.`,
    `Succeeded: ${inWords(tally.succeeded)}.`,
    `Mutations: ${inWords(tally.mutations)}.`,
    `Rejected as overloaded and sent again: ${overloaded}.`,
    `Heap of the API, minimum of each quarter: ${memory.lowPoints().join(', ')} MiB.`,
  ].join('\n')
}

export function shellLine(
  { method, target, headers, body = Buffer.alloc(0) }: Request,
  port: number,
): string {
  if (body.length > MAX_BODY_BYTES) return `(a body of ${body.length} bytes: run again with --hold)`
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  lines.push('connection: close', `content-length: ${body.length}`)
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
  return `printf '${forPrintf(bytes)}' | bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}; cat >&3; cat <&3'`
}

function forPrintf(bytes: Buffer): string {
  return Array.from(bytes, (byte) => {
    const is_plain = byte > 0x1f && byte < 0x7f && !`'\\%`.includes(String.fromCharCode(byte))
    return is_plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`
  }).join('')
}

function inWords(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([name, count]) => `${name} ${count}`).join(', ')
}
