import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'
import { importCommand } from './import-csv/command.ts'

await runCommand(importCommand(readEnvironment()))
