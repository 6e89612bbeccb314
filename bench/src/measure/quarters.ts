/** Messages per second in each quarter of the arrivals in `arrived_at`, which is in ms. */
export function quarters(arrived_at: readonly number[]): number[] {
  const size = Math.floor(arrived_at.length / 4)
  return [0, 1, 2, 3].map((quarter) => {
    const first = arrived_at[quarter * size] ?? NaN
    const last = arrived_at[(quarter + 1) * size - 1] ?? NaN
    return (size - 1) / ((last - first) / 1_000)
  })
}
