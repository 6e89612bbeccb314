import { randomBytes, randomInt } from 'node:crypto'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { OperatorError } from '@dutybell/shared/errors'
import { isObject } from '@dutybell/shared/json-object'
import { type Print, type ServiceProcess, startService } from './service-process.ts'
import type { Settings } from './settings.ts'

export type Variables = Readonly<Record<string, string>>

/** What the simulator replaces: each of Meta and SMTP that is not configured. */
export type Simulation = { whatsapp: boolean; mail: boolean }

export function simulationFor(settings: Settings): Simulation {
  return { whatsapp: settings.META_WA_ACCESS_TOKEN === undefined, mail: settings.SMTP_URL === undefined }
}

/** A random account at the simulator for this run. It replaces each variable of a real one. */
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

export type RunningSimulator = {
  process: ServiceProcess
  listening: Promise<{ url: string; smtp_url: string }>
}

/** `listening` rejects with OperatorError when the simulator ends instead. */
export function startSimulator(env: NodeJS.ProcessEnv, print: Print, printError: Print): RunningSimulator {
  const addresses = Promise.withResolvers<{ url: string; smtp_url: string }>()
  const process = startService({
    name: 'simulator',
    entry: `${WORKSPACE_ROOT}packages/simulator/src/main.ts`,
    env,
    onLine(line) {
      print(line)
      const found = addressesIn(line)
      if (found) addresses.resolve(found)
    },
    onErrorLine: printError,
  })
  const ended = process.ended.then((sentence): never => {
    throw new OperatorError(sentence)
  })
  return { process, listening: Promise.race([addresses.promise, ended]) }
}

function addressesIn(line: string): { url: string; smtp_url: string } | undefined {
  if (!line.startsWith('{') || !line.includes('"smtp_url"')) return undefined
  const entry: unknown = JSON.parse(line)
  if (!isObject(entry) || !('url' in entry) || !('smtp_url' in entry)) return undefined
  return { url: String(entry.url), smtp_url: String(entry.smtp_url) }
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, place) => randomInt(place === 0 ? 1 : 0, 10)).join('')
}
