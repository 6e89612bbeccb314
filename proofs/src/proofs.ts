export interface Proof {
  readonly name: string
  readonly title: string
  /** Script and arguments for `pnpm proofs`. */
  readonly long: readonly string[]
  /** For `pnpm proofs --short`. */
  readonly short: readonly string[]
}

/** In the order in which they run: the longest short form first. Every script prints its checks, then `N passed, N failed`. */
export const PROOFS: readonly Proof[] = [
  {
    name: 'chaos',
    title: 'processes, database and providers broken under load: each fault fires, every promise is kept',
    long: ['chaos/src/main.ts', '--minutes', '10'],
    short: ['chaos/src/main.ts', '--short', '--seed', '20260218'],
  },
  {
    name: 'abuse',
    title: 'wrong keys, odd addresses, poison, floods and failing providers against the system as it runs',
    long: ['abuse/main.ts'],
    short: ['abuse/main.ts', '--short'],
  },
  {
    name: 'model',
    title:
      'random lives of deliveries against the SQL and the notifier, every promise checked after every step',
    long: ['model/check-lives.ts', '--lives', '2500'],
    short: ['model/check-lives.ts', '--lives', '40', '--seed', '7'],
  },
  {
    name: 'mutations',
    title: 'the SQL broken on purpose in 35 places: the model finds each',
    long: ['model/check-mutations.ts'],
    short: ['model/check-mutations.ts', '--short'],
  },
  {
    name: 'fuzz',
    title: 'requests made from the OpenAPI document and damaged: each answer, row and log line is judged',
    long: ['fuzz/main.ts', '--requests', '20000'],
    short: ['fuzz/main.ts', '--requests', '1500', '--seed', '20261123'],
  },
  {
    name: 'reads',
    title: 'every list and filter on a filled database: only the rows of the page are read',
    long: ['reads/main.ts', '--check'],
    short: ['reads/main.ts', '--check', '30000'],
  },
  {
    name: 'console-season',
    title: "every page of the console with a season's data: at most 50 kB with gzip, answered within 100 ms",
    long: ['console-season/main.ts'],
    short: ['console-season/main.ts', '--sizes'],
  },
  {
    name: 'browser',
    title: 'every page in Chromium, on a system that runs for real: the story, accessibility, attacks',
    long: ['browser/main.ts'],
    short: ['browser/main.ts', '--short'],
  },
  {
    name: 'stop',
    title: 'Ctrl-C at many moments of `start`: it ends in time, without a stack trace, and nothing is left',
    long: ['stop/main.ts'],
    short: ['stop/main.ts', '--moments', '3'],
  },
  {
    name: 'drills',
    title: 'the runbook and the page for operators rehearsed: rotation and an upgrade while people register',
    long: ['drills/main.ts'],
    short: ['drills/main.ts', '--short'],
  },
  {
    name: 'sweeps',
    title: 'every zone with its days and reminder times, and numbers as people write them',
    long: ['sweeps/main.ts'],
    short: ['sweeps/main.ts', '--short'],
  },
  {
    name: 'spin',
    title: 'the protocol checked exhaustively with spin, and its broken variants found',
    long: ['spin/main.ts'],
    short: ['spin/main.ts', '--short'],
  },
]
