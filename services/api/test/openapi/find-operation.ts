import { type JsonObject, objectAt } from '@dutybell/shared/json-object'

/** Which operations of the document a path leads to; a fixed path comes before one with parameters. */
export function pathFinder(document: unknown): (path: string) => string | undefined {
  const templates = Object.keys(objectAt(document, 'paths'))
    .toSorted((a, b) => a.split('{').length - b.split('{').length)
    .map((path) => ({ path, pattern: patternOf(path) }))
  return (path) => templates.find(({ pattern }) => pattern.test(path))?.path
}

export function methodsOf(document: unknown, path: string): string[] {
  const item: JsonObject = objectAt(document, 'paths', path)
  return Object.keys(item).filter((key) => METHODS.has(key))
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'options', 'head', 'trace'])

function patternOf(path: string): RegExp {
  const parts = path.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`)
}
