export const QUEUE = 'send'

/** The shortest time in which pg-boss notices that a worker ended. */
export const SUPERVISION = {
  supervise: true,
  superviseIntervalSeconds: 1,
  maintenanceIntervalSeconds: 1,
  monitorIntervalSeconds: 1,
}

/** A little longer than any send, with enough retries. */
export const QUEUE_OPTIONS = { retryLimit: 20, retryDelay: 1, expireInSeconds: 2 }
