/** The common part of all admin routes in the OpenAPI document. */
export const ADMIN_SECURITY = [{ admin_key: [] }]

/** Of a route that is open to everyone and gives more to a key. */
export const OPTIONAL_KEY_SECURITY = [{}, ...ADMIN_SECURITY]
