export const QUEUE = 'send'

/** Neither upkeep nor schedules: nothing beside the jobs. */
export const BOSS_OPTIONS = { supervise: false, schedule: false } as const

export const QUEUE_OPTIONS = { notify: true, retryLimit: 3 } as const
