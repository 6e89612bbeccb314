import type { ErrorCode } from '@dutybell/shared/errors'
import type { FastifyRequest } from 'fastify'

/** What every admin route says of itself in the OpenAPI document. */
export const ADMIN_SECURITY = [{ admin_key: [] }]

export const ADMIN_PROBLEMS = [
  'invalid_input',
  'unauthorized',
  'database_unavailable',
] as const satisfies readonly ErrorCode[]

/** Whose key the request carries, for what is recorded of it. */
export function adminName(request: Pick<FastifyRequest, 'admin_key_name'>): string {
  if (!request.admin_key_name) throw new Error('Only a route behind requireAdminKey knows who asks.')
  return request.admin_key_name
}
