/** Text of somebody else's that Postgres stores: without NUL, without halves of characters, not longer than `longest`. */
export function plainText(text: string, longest: number): string {
  return text.replaceAll('\0', '').slice(0, longest).toWellFormed()
}
