import { randomBytes, randomInt } from 'node:crypto'
import type { Settings } from './settings.ts'

export type Variables = Readonly<Record<string, string>>

/** What the simulator stands in for: whatever of Meta and SMTP is not configured. */
export type Simulation = { whatsapp: boolean; mail: boolean }

export function simulationFor(settings: Settings): Simulation {
  return { whatsapp: settings.META_WA_ACCESS_TOKEN === undefined, mail: settings.SMTP_URL === undefined }
}

/** An account at the simulator, made up for this run; whatever half of a real one is configured does not count. */
export function simulatedAccount(url: string): Variables {
  return {
    META_WA_BASE_URL: url,
    META_WA_ACCESS_TOKEN: `simulated-${randomBytes(16).toString('hex')}`,
    META_WA_PHONE_NUMBER_ID: digits(15),
    META_WA_BUSINESS_ACCOUNT_ID: digits(15),
    META_WA_APP_SECRET: randomBytes(16).toString('hex'),
    META_WA_WEBHOOK_VERIFY_TOKEN: randomBytes(16).toString('hex'),
  }
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, place) => randomInt(place === 0 ? 1 : 0, 10)).join('')
}
