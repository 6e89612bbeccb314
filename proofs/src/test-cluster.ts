import { startTestCluster } from '@dutybell/testing/cluster'
import type { Scope } from './report.ts'

/** Starts one Postgres for all databases of this process and its children, unless its parent did. */
export async function useTestCluster(scope: Scope): Promise<void> {
  if (process.env['TEST_CLUSTER_URL'] !== undefined) return
  const cluster = await startTestCluster()
  Object.assign(process.env, cluster.env)
  scope.teardown(() => cluster.stop())
}
