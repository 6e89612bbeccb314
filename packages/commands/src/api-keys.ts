import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'
import { apiKeysCommand } from './api-keys/command.ts'

await runCommand(apiKeysCommand(readEnvironment()))
