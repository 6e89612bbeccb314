import type { ErrorCode } from '@dutybell/shared/errors'

/** What every admin route says of itself in the OpenAPI document. */
export const ADMIN_SECURITY = [{ admin_key: [] }]

export const ADMIN_PROBLEMS = [
  'invalid_input',
  'unauthorized',
  'database_unavailable',
] as const satisfies readonly ErrorCode[]
