export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function valuesOf(value: unknown): JsonObject[] {
  return isObject(value) ? Object.values(value).filter(isObject) : []
}
