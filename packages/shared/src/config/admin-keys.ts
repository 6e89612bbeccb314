import { list } from './variable.ts'

/** 16 characters keep a key beyond guessing; the name tells in logs who called. */
const ADMIN_KEYS = list({
  expects: 'name:secret, the secret at least 16 characters without spaces or commas',
  parse: (raw: string) => {
    const [, name, secret] = /^([\w-]+):([\x21-\x7e]{16,})$/.exec(raw) ?? []
    return name !== undefined && secret !== undefined ? { name, secret } : undefined
  },
})

/** No key at all only where that is said, as then only keys of the database open anything. */
export const adminKeys = {
  expects: `off or ${ADMIN_KEYS.expects}, and each name given once`,
  parse: (raw: string) => {
    if (raw === 'off') return []
    const keys = ADMIN_KEYS.parse(raw)
    const names = new Set(keys?.map(({ name }) => name))
    return keys === undefined || keys.length === 0 || names.size < keys.length ? undefined : keys
  },
}
