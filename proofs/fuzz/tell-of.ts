import type { Run } from './fuzz.ts'

/** A run in a few lines. */
export function tellOf({ findings, faults, tally, memory }: Run): string {
  return [
    `${tally.requests} requests, ${findings.length} of them answered wrongly.`,
    `Answers: ${inWords(tally.statuses())}.`,
    `Errors: ${inWords(tally.codes())}.`,
    `Succeeded: ${inWords(tally.succeeded())}.`,
    `Bends: ${inWords(tally.bends())}.`,
    `Turned away as there was too much to do: ${tally.shed}.`,
    `Heap of the API, lowest of each quarter: ${memory.lowPoints().join(', ')} MiB.`,
    ...faults,
  ].join('\n')
}

function inWords(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
}
