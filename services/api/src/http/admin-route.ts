/** What every admin route says of itself in the OpenAPI document. */
export const ADMIN_SECURITY = [{ admin_key: [] }]
