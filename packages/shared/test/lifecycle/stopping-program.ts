/** A program that says "ready", and stops as its first argument says. */
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { installShutdown } from '../../src/lifecycle/shutdown.ts'
import { createLogger } from '../../src/logger.ts'

const [, , manner, deadline = '5000'] = process.argv
const server = createServer().listen(0, '127.0.0.1')
installShutdown({
  log: createLogger({ service: 'test', level: 'info' }),
  deadline_ms: Number(deadline),
  async stop() {
    if (manner === 'never') await new Promise(() => {})
    if (manner === 'fail') throw new Error('would not close')
    if (manner === 'slowly') await delay(1_500)
    server.close()
  },
})
server.once('listening', () => process.stdout.write('ready\n'))
