/** Mean, upper percentiles and largest of some numbers; none of them when there are no numbers. */
export function spread(values: readonly number[]): Record<string, number> {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]
  const [p90, p99, max] = [at(0.9), at(0.99), sorted.at(-1)]
  if (p90 === undefined || p99 === undefined || max === undefined) return {}
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean: Math.round(mean * 100) / 100, p90, p99, max }
}
