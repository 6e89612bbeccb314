import { createHmac } from 'node:crypto'
import { equalSecrets } from '../http/equal-secrets.ts'

/** Meta's X-Hub-Signature-256: an HMAC of the bytes as they came, with one of the app's secrets. */
export function isSigned(
  body: Buffer,
  header: string | string[] | undefined,
  secrets: readonly string[],
): boolean {
  if (typeof header !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(header)) return false
  return secrets
    .map((secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    .map((expected) => equalSecrets(header, expected))
    .includes(true)
}
