/**
 * Preloaded (`--import`) into each service by `start`, whose only channel to it this is: when it closes, the starter
 * is gone, be it by SIGKILL, and the service stops as if told to. Run alone, a service never loads this.
 */
const DEADLINE_MS = 8_500 // a service asked to stop takes 7 s at most

process.once('disconnect', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), DEADLINE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
})
process.channel?.unref()
