import { createHash, randomBytes } from 'node:crypto'

export interface NewSecret {
  /** Shown once, never kept. */
  readonly secret: string
  readonly prefix: string
  readonly hash: Buffer
}

const PREFIX_BYTES = 4
const SECRET_BYTES = 32
const FORM = /^dbl_([0-9a-f]{8})_[\w-]{43}$/

/** `dbl_<prefix>_<256 random bits>`: the beginning lets scanners of repositories and logs find one that leaked. */
export function newSecret(): NewSecret {
  const prefix = randomBytes(PREFIX_BYTES).toString('hex')
  const secret = `dbl_${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return { secret, prefix, hash: hashSecret(secret) }
}

/** @returns undefined for what cannot be a secret of ours */
export function prefixOf(secret: string): string | undefined {
  return FORM.exec(secret)?.[1]
}

/** Fast on purpose: a random secret of 256 bits is beyond guessing, and every request hashes one. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
