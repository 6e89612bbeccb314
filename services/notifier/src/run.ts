import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { runMain } from '@dutybell/shared/lifecycle/run-main'
import { installShutdown } from '@dutybell/shared/lifecycle/shutdown'
import { createLogger } from '@dutybell/shared/logger'
import { configWarnings } from './config-warnings.ts'
import { loadNotifierConfig } from './config.ts'
import { describeStart, heartbeatSettings, startSettings } from './describe-start.ts'
import { startNotifier } from './notifier.ts'

const DEADLINE_MS = 9_500 // 7 s for answers, the rest for recording and closing; the supervisor waits 10 s

export async function run(): Promise<void> {
  await runMain(async () => {
    const config = loadNotifierConfig(readEnvironment())
    const log = createLogger({ service: 'notifier', level: config.LOG_LEVEL })
    const settings = { ...startSettings(config), ...heartbeatSettings(config) }
    log[config.DELIVERY_MODE === 'live' ? 'info' : 'warn'](settings, describeStart(config))
    for (const warning of configWarnings(config)) log.warn(warning)
    const notifier = await startNotifier({
      config,
      log,
      onEnded: (err) => {
        log.fatal({ err }, 'The job runner ended and cannot be restarted; exiting')
        process.exitCode = 1
        process.kill(process.pid, 'SIGTERM')
      },
    })
    installShutdown({ log, deadline_ms: DEADLINE_MS, stop: notifier.stop })
    log.info({ url: notifier.url }, `Listening at ${notifier.url}`)
  })
}
