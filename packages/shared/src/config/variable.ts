import { isIP } from 'node:net'
import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

/** One environment variable: how its text becomes a value, and the words that explain it. */
export interface Variable<T> {
  readonly description: string
  /** Completes the sentence "NAME must be …". */
  readonly expects: string
  /** As it would be written in `.env`; without one the variable is unset unless given. */
  readonly default?: string
  /** A secret is never repeated in a fault. */
  readonly secret?: boolean
  /** The value, or undefined where the text does not fit. */
  readonly parse: (text: string) => T | undefined
  /** Each fault of a text that does not fit, as a sentence without the name; by default one sentence of `expects`. */
  readonly explain?: (text: string) => readonly string[]
}

export function wholeNumber(range: { minimum: number; maximum: number }) {
  return checked(Type.Integer(range), `a whole number from ${range.minimum} to ${range.maximum}`)
}

export function decimalNumber(range: { minimum: number; maximum: number }) {
  return checked(Type.Number(range), `a number from ${range.minimum} to ${range.maximum}`)
}

export function text(pattern = /\S/, expects = 'some text') {
  return { expects, parse: (raw: string) => (pattern.test(raw) ? raw : undefined) }
}

export function oneOf<const Choice extends string>(...choices: Choice[]) {
  return {
    expects: `one of ${choices.join(', ')}`,
    parse: (raw: string) => choices.find((choice) => choice === raw),
  }
}

export function list<T>(item: { expects: string; parse: (raw: string) => T | undefined }) {
  return {
    expects: `a comma-separated list; each item must be ${item.expects}`,
    parse: (raw: string): readonly T[] | undefined => {
      const parsed = raw
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => item.parse(part))
      return parsed.every((value) => value !== undefined) ? parsed : undefined
    },
  }
}

export function url(...protocols: string[]) {
  return {
    expects: `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    parse: (raw: string) => (protocols.includes(URL.parse(raw)?.protocol ?? '') ? raw : undefined),
  }
}

/** The part a browser sends as `Origin`: scheme, host and port, nothing behind. `:*` is any port. */
export const origin = {
  expects: 'an origin such as https://example.org, an origin with any port such as http://localhost:*, or *',
  parse: (raw: string) => {
    const one = raw.replace(/:\*$/, '')
    return raw === '*' || URL.parse(one)?.origin === one ? raw : undefined
  },
}

/** Where a server listens. */
export const address = {
  expects: 'an address and a port such as 127.0.0.1:9464 or [::1]:9464',
  parse: (raw: string) => {
    const [, host = '', bare = host, digits = ''] =
      /^(\[([\da-f:.]+)\]|[^\s:/[\]]+):(\d{1,5})$/i.exec(raw) ?? []
    const port = Number(digits)
    return host === '' || port > 65_535 ? undefined : { host: bare, port }
  },
}

export const cidr = {
  expects: 'an address range such as 10.0.0.0/8',
  parse: (raw: string) => {
    const [address = '', bits = '', ...rest] = raw.split('/')
    const family = isIP(address)
    const fits = bits === '' || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
    return family !== 0 && fits && rest.length === 0 ? raw : undefined
  },
}

export const timeZone = {
  expects: 'a time zone such as Asia/Kolkata',
  parse: (raw: string) => {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(raw)
      return raw
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  },
}

function checked<Schema extends TSchema>(schema: Schema, expects: string) {
  return {
    expects,
    parse: (raw: string): Static<Schema> | undefined => {
      const value = Value.Convert(schema, raw)
      return Value.Check(schema, value) ? value : undefined
    },
  }
}
