import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in constant time; both are hashed, so that the length does not show either. */
export function equalSecrets(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
