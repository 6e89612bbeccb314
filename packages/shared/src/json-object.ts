export type JsonObject = Record<string, unknown>

/** @returns undefined where the text is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object at the path `keys`; an empty object where a step is absent. */
export function objectAt(value: unknown, ...keys: string[]): JsonObject {
  let at = value
  for (const key of keys) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  return isObject(at) ? at : {}
}

export function valuesOf(value: unknown): JsonObject[] {
  return isObject(value) ? Object.values(value).filter(isObject) : []
}
