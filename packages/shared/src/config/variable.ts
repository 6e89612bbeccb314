import { isIP } from 'node:net'
import { isSupportedCountry } from 'libphonenumber-js/max'

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

export function wholeNumber(range: Range) {
  return number(/^\d+$/, range, `a whole number from ${range.minimum} to ${range.maximum}, in digits`)
}

export function decimalNumber(range: Range) {
  return number(
    /^(?:\d+(?:\.\d+)?|\.\d+)$/,
    range,
    `a number from ${range.minimum} to ${range.maximum}, in digits`,
  )
}

type Range = { readonly minimum: number; readonly maximum: number }

function number(pattern: RegExp, { minimum, maximum }: Range, expects: string) {
  return {
    expects,
    parse: (raw: string) => {
      const value = Number(raw)
      return pattern.test(raw) && value >= minimum && value <= maximum ? value : undefined
    },
  }
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

/** A proxy's network: at least 8 bits of IPv4, 7 of IPv6 (`fc00::/7` is private); IPv4 written as IPv6 has 96 bits before. */
export const cidr = {
  expects: 'an address range such as 10.0.0.0/8, narrower than all addresses of the internet',
  parse: (raw: string) => {
    const [address = '', bits, ...rest] = raw.split('/')
    const family = isIP(address)
    if (family === 0 || address.includes('%') || rest.length > 0) return undefined
    if (bits === undefined) return raw
    const narrowest = family === 4 ? 32 : 128
    const widest = family === 4 ? 8 : /^::ffff:/i.test(address) ? 104 : 7
    return /^\d{1,3}$/.test(bits) && Number(bits) >= widest && Number(bits) <= narrowest ? raw : undefined
  },
}

/** Postgres reads the sign of an offset the other way round, and `IST` as Israel's. */
export const timeZone = {
  expects: 'the name of a time zone such as Asia/Kolkata, not an offset or an abbreviation',
  parse: (raw: string) => {
    if (!/^[a-z]/i.test(raw) || (/^[a-z]{2,4}$/i.test(raw) && !/^(?:utc|gmt)$/i.test(raw))) return undefined
    try {
      Intl.DateTimeFormat('en', { timeZone: raw })
      return raw
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  },
}

export const country = {
  expects: 'the two-letter code of a country that has telephone numbers, such as IN',
  parse: (raw: string) => (isSupportedCountry(raw) ? raw : undefined),
}

export const databaseUrl = {
  expects: 'a URL that begins with postgres:// or postgresql://',
  parse: (raw: string) => (parseDatabaseUrl(raw) === undefined ? undefined : raw),
}

/** Also `postgres://user@/database?host=/folder`, which is no URL to a browser: the host is a socket's folder. */
export function parseDatabaseUrl(raw: string): URL | undefined {
  const found = URL.parse(raw) ?? URL.parse(raw.replace(/^([^/]*\/\/[^/]*@)\//, '$1localhost/'))
  return found !== null && /^postgres(?:ql)?:$/.test(found.protocol) ? found : undefined
}

const ADDRESS = /[^\s@<>",;:]+@[^\s@<>",;:]+/.source

export const sender = {
  expects: 'one address such as duties@example.org or Duties <duties@example.org>',
  parse: (raw: string) =>
    new RegExp(`^(?:${ADDRESS}|(?:"[^"\r\n]*"|[^"<>@,;:\r\n]*) ?<${ADDRESS}>)$`).test(raw) ? raw : undefined,
}
