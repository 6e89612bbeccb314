import { findRestorePause } from '../../restore/restore-pause.ts'
import type { Alert, ConditionContext } from '../alert.ts'

export async function findRestoredDatabase({ db }: ConditionContext): Promise<readonly Alert[]> {
  const reason = await findRestorePause(db)
  if (reason === undefined) return []
  return [{ key: 'database_restored', subject: 'The database was restored: nothing is sent', text: reason }]
}
