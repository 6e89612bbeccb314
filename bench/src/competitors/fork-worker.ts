import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { RunContext, WorkerProcess } from './competitor.ts'

export interface ForkedWorker extends WorkerProcess {
  readonly child: ChildProcess
}

/** Starts one of the workers beside this file; resolves when it says that it is ready. */
export async function forkWorker(
  file: string,
  context: RunContext,
  mode = 'throughput',
): Promise<ForkedWorker> {
  const { database, provider_url, concurrency } = context
  const child = fork(new URL(file, import.meta.url), [database.url, provider_url, String(concurrency), mode])
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended.`))),
  ])
  return { child, pid: child.pid ?? NaN, stop: () => stopProcess(child) }
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL') // whatever it was to do is done
  await once(child, 'exit')
}

/** Lets a service finish its work and write what it still holds, such as results or a profile. */
export async function endProcess(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** The other side: what {@link forkWorker} passed. */
export function readRunContext() {
  const [database_url = '', provider_url = '', concurrency = '', mode = ''] = process.argv.slice(2)
  process.on('disconnect', () => process.exit())
  return { database_url, provider_url, concurrency: Number(concurrency), mode }
}

export function reportReady(): void {
  process.send?.('ready')
}
