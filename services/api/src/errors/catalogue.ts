import type { ErrorCode } from '@dutybell/shared/errors'
import { DELIVERY_ERRORS } from './delivery-errors.ts'
import type { CatalogueEntry } from './entry.ts'
import { PEOPLE_ERRORS } from './people-errors.ts'
import { REQUEST_ERRORS } from './request-errors.ts'
import { SERVER_ERRORS } from './server-errors.ts'

/** Every error of the API: what answers, pages, the OpenAPI document and docs/errors.md say of it comes from here. */
export const CATALOGUE: Readonly<Record<ErrorCode, CatalogueEntry>> = {
  ...REQUEST_ERRORS,
  ...PEOPLE_ERRORS,
  ...DELIVERY_ERRORS,
  ...SERVER_ERRORS,
}

/** In the order of their status. */
export function catalogued(): (CatalogueEntry & { readonly code: string })[] {
  return Object.entries(CATALOGUE)
    .map(([code, entry]) => ({ code, ...entry }))
    .toSorted((a, b) => a.status - b.status)
}
