/** The common part of all admin routes in the OpenAPI document. */
export const ADMIN_SECURITY = [{ admin_key: [] }]
