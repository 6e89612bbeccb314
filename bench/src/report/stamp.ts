import { cpus, totalmem } from 'node:os'
import type { BenchPostgres } from '../postgres.ts'

/** When, by which command and on which machine a table was measured. */
export function stamp(command: string, postgres: BenchPostgres): string {
  const model = cpus()[0]?.model ?? 'unknown'
  const machine = `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`
  const versions = `Node ${process.versions.node}, Postgres ${postgres.version}`
  return `\`${command}\`, ${new Date().toISOString().slice(0, 10)}; ${machine}; ${versions}`
}
