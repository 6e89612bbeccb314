/** Preloaded by the scripts of package.json, before an older Node would fail to link a command. */
import { requireNode } from '@dutybell/shared/lifecycle/require-node'

if (!requireNode()) process.exit()
