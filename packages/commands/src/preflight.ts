import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'
import { preflightCommand } from './preflight/command.ts'

await runCommand(preflightCommand(readEnvironment()))
