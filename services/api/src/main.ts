import { requireNode } from '@dutybell/shared/lifecycle/require-node'

if (requireNode()) await (await import('./run.ts')).run()
