import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { OperatorError } from '@dutybell/shared/errors'
import type { Print } from './print.ts'
import { type ServiceProcess, startService } from './service-process.ts'

export type RunningSimulator = {
  process: ServiceProcess
  listening: Promise<{ url: string; smtp_url: string }>
}

/** `listening` rejects with a OperatorError when the simulator ends instead. */
export function startSimulator(env: NodeJS.ProcessEnv, print: Print, printError: Print): RunningSimulator {
  const heard = Promise.withResolvers<{ url: string; smtp_url: string }>()
  const process = startService({
    name: 'simulator',
    entry: `${WORKSPACE_ROOT}packages/simulator/src/main.ts`,
    env,
    onLine(line) {
      print(line)
      const addresses = addressesIn(line)
      if (addresses) heard.resolve(addresses)
    },
    onErrorLine: printError,
  })
  const ended = process.ended.then((sentence): never => {
    throw new OperatorError(sentence)
  })
  return { process, listening: Promise.race([heard.promise, ended]) }
}

function addressesIn(line: string): { url: string; smtp_url: string } | undefined {
  if (!line.startsWith('{') || !line.includes('"listening"')) return undefined
  const entry: unknown = JSON.parse(line)
  if (typeof entry !== 'object' || entry === null || !('msg' in entry) || entry.msg !== 'listening')
    return undefined
  if (!('url' in entry) || !('smtp_url' in entry)) return undefined
  return { url: String(entry.url), smtp_url: String(entry.smtp_url) }
}
