/**
 * `start` preloads this (`--import`) into each service. The channel to the starter closes when the starter ends, also
 * by SIGKILL; then the service stops as by SIGTERM. A service that runs alone does not load this.
 */
const DEADLINE_MS = 8_500 // a service asked to stop takes 8 s at most

function stop(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), DEADLINE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
}

// The starter may have ended before this module runs, and no event follows.
if (process.connected) process.once('disconnect', stop)
else stop()
process.channel?.unref()
