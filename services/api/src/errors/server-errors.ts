import type { CatalogueEntry } from './entry.ts'

/** What is wrong on this side. */
export const SERVER_ERRORS = {
  internal_error: {
    status: 500,
    title: 'Our mistake',
    means: 'A mistake of ours.',
    to_do: 'Report it with its `request_id`.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database is away',
    means: 'The database cannot be reached, or is not migrated.',
    to_do: 'Try again after the seconds of `Retry-After`; nothing was written.',
  },
  overloaded: {
    status: 503,
    title: 'Too busy',
    means: 'The process has more to do than it can answer in time; the request was not looked at.',
    to_do: 'Try again after the seconds of `Retry-After`; nothing was written.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    means: '`/readyz`: the database lacks migrations.',
    to_do: 'Run `pnpm migrate`.',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>
