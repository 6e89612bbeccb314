export const QUEUE = 'send'

/** As soon as pg-boss can notice that a worker is gone. */
export const SUPERVISION = {
  supervise: true,
  superviseIntervalSeconds: 1,
  maintenanceIntervalSeconds: 1,
  monitorIntervalSeconds: 1,
}

/** Longer than any send, and no longer than it must be; as many tries as it takes. */
export const QUEUE_OPTIONS = { retryLimit: 20, retryDelay: 1, expireInSeconds: 2 }
