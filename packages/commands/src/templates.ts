import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'
import { templatesCommand } from './templates/command.ts'

await runCommand(templatesCommand(readEnvironment()))
