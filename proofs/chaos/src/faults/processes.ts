import { setTimeout as sleep } from 'node:timers/promises'
import { LEASE_SECONDS } from '../world.ts'
import type { Fault } from './fault.ts'

/** Processes killed, frozen or terminated at a random moment. */
export const PROCESSES: readonly Fault[] = [
  {
    name: 'kill a notifier',
    lane: 'notifiers',
    async run({ notifiers }, random) {
      random.pick(notifiers).kill()
      return true
    },
  },
  {
    name: 'kill every notifier',
    lane: 'notifiers',
    async run({ notifiers }) {
      for (const notifier of notifiers) notifier.kill()
      return true
    },
  },
  {
    name: 'kill an API',
    lane: 'apis',
    async run({ apis }, random) {
      random.pick(apis).kill()
      return true
    },
  },
  {
    name: 'roll a notifier over (SIGTERM)',
    lane: 'notifiers',
    async run({ notifiers }, random) {
      random.pick(notifiers).terminate()
      return true
    },
  },
  {
    name: 'freeze a notifier past its lease',
    lane: 'notifiers',
    async run({ notifiers }, random) {
      const notifier = random.pick(notifiers)
      notifier.freeze()
      await sleep(LEASE_SECONDS * 1000 + random.between(500, 1_500))
      notifier.thaw()
      return true
    },
  },
]
