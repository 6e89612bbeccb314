export const SCHEMA_FILE = new URL('../../../../packages/client/src/schema.ts', import.meta.url)
