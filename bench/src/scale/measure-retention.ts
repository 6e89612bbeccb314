import { eraseOld } from '@dutybell/notifier/retention/erase-old'
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { machineNow } from '../measure/clock.ts'
import type { BenchDatabase } from '../postgres.ts'

export interface Erasure {
  readonly what: string
  readonly erased: number
  readonly per_second: number
}

const LONGEST_MS = 300_000
const Line = Type.Object({ what: Type.String(), erased: Type.Integer() })

/** Runs the notifier's retention over everything that is finished; what it erased, by the lines it logs. */
export async function measureRetention({ url }: BenchDatabase): Promise<readonly Erasure[]> {
  const erasures: Erasure[] = []
  let since = machineNow()
  const write = (line: string) => {
    const { what, erased } = Value.Parse(Line, JSON.parse(line))
    const now = machineNow()
    erasures.push({ what, erased, per_second: erased / ((now - since) / 1_000) })
    since = now
  }
  const log = createLogger({ service: 'bench', level: 'info', destination: { write } })
  const { db } = openDatabase({ connectionString: url, applicationName: 'bench', maxConnections: 1, log })
  await eraseOld({ db, log, time_zone: 'Asia/Kolkata', retention_days: 0 }, AbortSignal.timeout(LONGEST_MS))
  await db.destroy()
  return erasures
}
