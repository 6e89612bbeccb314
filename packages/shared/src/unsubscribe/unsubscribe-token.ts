import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Db } from '../db/client.ts'

/** Encrypts addresses for links, and reads them again. */
export interface UnsubscribeTokens {
  /** The same for each message to the address, so that a message that is sent again has the same link. */
  tokenOf(address: string): string
  /** Undefined for a token that this database did not make. */
  addressIn(token: string): string | undefined
}

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * A token is the address, encrypted and authenticated with a key of the database: it works without a stored row, also after the
 * message was deleted or the person erased, and nobody else reads the address in it. The nonce is a hash of the address.
 */
function createUnsubscribeTokens(secret: Uint8Array): UnsubscribeTokens {
  const key = derive(secret, 'dutybell unsubscribe: encryption')
  const nonce_key = derive(secret, 'dutybell unsubscribe: nonce')
  return {
    tokenOf(address) {
      const nonce = createHmac('sha256', nonce_key).update(address).digest().subarray(0, NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      const encrypted = Buffer.concat([cipher.update(address, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url')
    },
    addressIn(token) {
      const bytes = Buffer.from(token, 'base64url')
      if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return undefined
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      const address = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8')
      try {
        return address + decipher.final('utf8')
      } catch {
        return undefined // OpenSSL's one error here: the tag does not fit
      }
    },
  }
}

function derive(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, KEY_BYTES))
}

/** Reads the key once, at the first need: the database may be unavailable when a service starts. */
export function unsubscribeTokensOf(db: Db): () => Promise<UnsubscribeTokens> {
  let tokens: UnsubscribeTokens | undefined
  return async () => {
    if (tokens === undefined) {
      const { key } = await db.selectFrom('unsubscribe_key').select('key').executeTakeFirstOrThrow()
      tokens = createUnsubscribeTokens(key)
    }
    return tokens
  }
}

/** The page under `PUBLIC_URL` that stops e-mail to an address. */
export function unsubscribeUrlsOf(db: Db, public_url: string): (address: string) => Promise<string> {
  const base = public_url.replace(/\/+$/u, '')
  const tokens = unsubscribeTokensOf(db)
  return async (address) => `${base}/unsubscribe/${(await tokens()).tokenOf(address)}`
}
