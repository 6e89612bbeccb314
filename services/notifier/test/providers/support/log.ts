import { Writable } from 'node:stream'
import { createLogger, type Logger } from '@dutybell/shared/logger'

/** A logger whose lines a test can look at. */
export function captureLog(): { log: Logger; text: () => string } {
  let text = ''
  const destination = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString()
      done()
    },
  })
  return { log: createLogger({ service: 'test', level: 'debug', destination }), text: () => text }
}
