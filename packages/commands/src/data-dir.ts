import { resolve } from 'node:path'
import { type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'

export function dataDirOf(environment: Environment): string {
  return resolve(WORKSPACE_ROOT, loadConfig(environment, ['DATA_DIR']).DATA_DIR)
}
