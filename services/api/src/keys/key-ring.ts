import { allows, isScope, type Scope, SCOPES } from '@dutybell/shared/api-keys/scopes'
import { hashSecret, prefixOf } from '@dutybell/shared/api-keys/secret'
import type { Db } from '@dutybell/shared/db/client'
import { timingSafeEqual } from 'node:crypto'
import type { AdminKey } from '../config.ts'
import { findUsableKeys, noteUse } from './queries.ts'

/** The owner of the key of a request. */
export interface Caller {
  readonly name: string
  /** Null for a key of ADMIN_API_KEYS. */
  readonly api_key_id: string | null
  readonly scopes: readonly Scope[]
}

/** What a session keeps of the key that opened it. */
export interface SessionKey {
  readonly api_key_id: string | null
  readonly key_name: string
  /** Of a key of ADMIN_API_KEYS, whose secret may be replaced while its name stays. */
  readonly key_hash: Buffer | null
}

interface Key extends Caller {
  readonly hash: Buffer
}

const KNOWN_FOR_MS = 3_000 // a key revoked or made meanwhile counts after this and the look itself: within five seconds
const USE_NOTED_EVERY_MS = 60_000
const NO_HASH = Buffer.alloc(32)

/**
 * The keys of ADMIN_API_KEYS and of the database, at most three seconds old. All keys are read at once, so that guessed
 * prefixes cause no queries, and a wrong prefix takes as long as a wrong secret.
 */
export class KeyRing {
  readonly #db: Db
  readonly #configured: readonly Key[]
  readonly #now: () => number
  #kept: { readonly by_prefix: ReadonlyMap<string, Key>; readonly until: number } | undefined
  #reading: Promise<ReadonlyMap<string, Key>> | undefined
  readonly #use_noted = new Map<string, number>()

  constructor(db: Db, configured: readonly AdminKey[], now: () => number = () => performance.now()) {
    this.#db = db
    this.#now = now
    this.#configured = configured.map(({ name, secret }) => ({
      name,
      api_key_id: null,
      scopes: SCOPES,
      hash: hashSecret(secret),
    }))
  }

  /** The names of the keys of ADMIN_API_KEYS. */
  get configured_names(): readonly string[] {
    return this.#configured.map(({ name }) => name)
  }

  /**
   * The owner of the key, or undefined. Each candidate is compared by hash in constant time.
   *
   * @param is_fresh the keys as they are now, for a sign-in: its tries are limited, and a key that was just made must work
   */
  async find(secret: string, is_fresh = false): Promise<Caller | undefined> {
    const hash = hashSecret(secret)
    const configured = this.#configured.filter((key) => timingSafeEqual(hash, key.hash)).at(0)
    const prefix = prefixOf(secret)
    if (configured !== undefined || prefix === undefined) return configured
    const key = (await (is_fresh ? this.#readAnew() : this.#read())).get(prefix)
    const fits = timingSafeEqual(hash, key?.hash ?? NO_HASH)
    return fits ? key : undefined
  }

  /**
   * The key of a session as it is now, or undefined where it was revoked, has expired or is no longer configured. Always from
   * the database: pages are few, and a key that was revoked must open none, at whatever replica.
   */
  async recall({ api_key_id, key_name, key_hash }: SessionKey): Promise<Caller | undefined> {
    if (api_key_id !== null)
      return [...(await this.#readAnew()).values()].find((key) => key.api_key_id === api_key_id)
    return this.#configured.find(
      ({ name, hash }) => name === key_name && key_hash !== null && timingSafeEqual(hash, key_hash),
    )
  }

  /** Stores the time of the last use, at most once a minute per key. */
  async noteUse({ api_key_id }: Caller): Promise<void> {
    if (api_key_id === null) return
    const noted = this.#use_noted.get(api_key_id)
    if (noted !== undefined && this.#now() - noted < USE_NOTED_EVERY_MS) return
    this.#use_noted.set(api_key_id, this.#now())
    await noteUse(this.#db, api_key_id)
  }

  async #read(): Promise<ReadonlyMap<string, Key>> {
    if (this.#kept !== undefined && this.#now() < this.#kept.until) return this.#kept.by_prefix
    this.#reading ??= this.#readAnew().finally(() => (this.#reading = undefined))
    return this.#reading
  }

  async #readAnew(): Promise<ReadonlyMap<string, Key>> {
    const asked_at = this.#now()
    const rows = await findUsableKeys(this.#db)
    const by_prefix = new Map(
      rows.map(({ id, name, prefix, hash, scopes }) => [
        prefix,
        { name, api_key_id: id, hash, scopes: scopes.filter((scope) => isScope(scope)) },
      ]),
    )
    this.#kept = { by_prefix, until: asked_at + KNOWN_FOR_MS }
    return by_prefix
  }
}

export function mayDo({ scopes }: Caller, needed: Scope): boolean {
  return allows(scopes, needed)
}
