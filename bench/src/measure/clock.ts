/** Milliseconds with fractions on the machine's monotonic clock: what different processes read can be compared. */
export function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
