import type { Finding } from './finding.ts'
import type { Run } from './fuzz.ts'

export function formatFinding({ number, faults, request, answers, before, curl }: Finding): string {
  return [
    `Request ${number}: ${request}`,
    `answered: ${answers}`,
    `sent before on this connection: ${before}`,
    ...faults,
    curl,
  ].join('\n')
}

export function formatSummary({ findings, tally, memory }: Run): string {
  return [
    `${tally.requests} requests, ${findings.length} with a finding.`,
    `Answers: ${inWords(tally.statuses())}.`,
    `Error codes: ${inWords(tally.codes())}.`,
    `Succeeded: ${inWords(tally.succeeded())}.`,
    `Mutations: ${inWords(tally.mutations())}.`,
    `Rejected as overloaded: ${tally.shed}.`,
    `Heap of the API, minimum of each quarter: ${memory.lowPoints().join(', ')} MiB.`,
  ].join('\n')
}

function inWords(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
}
