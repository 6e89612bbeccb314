import type { Words } from './words/language.ts'

/** Meta refuses a message whose filled-in text is longer (error 132005). */
export const MAX_RENDERED_CHARACTERS = 1024

/** The message as the volunteer reads it. */
export function renderTemplate({ body }: Pick<Words, 'body'>, parameters: readonly string[]): string {
  return body.replaceAll(/\{\{(\d+)\}\}/g, (_, position) => parameters[Number(position) - 1] ?? '')
}
