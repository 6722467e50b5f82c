/**
 * Whether two samples are of one distribution, by ranks; ties are taken into account.
 *
 * @returns two-sided p of the normal approximation, which is good from some 20 values on
 * @see Mann, Whitney: On a test of whether one of two random variables is stochastically larger than the other, 1947
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [
    ...a.map((value) => ({ value, isA: true })),
    ...b.map((value) => ({ value, isA: false })),
  ]
  all.sort((x, y) => x.value - y.value)
  let [ranksOfA, ties] = [0, 0]
  for (let from = 0; from < all.length;) {
    let to = from
    while (to < all.length && all[to]!.value === all[from]!.value) to++
    const tied = to - from
    const rank = (from + 1 + to) / 2
    for (let at = from; at < to; at++) if (all[at]!.isA) ranksOfA += rank
    ties += tied ** 3 - tied
    from = to
  }
  const [n, m] = [a.length, b.length]
  const u = ranksOfA - (n * (n + 1)) / 2
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
  if (variance === 0) return 1
  return 2 * (1 - normal(Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance)))
}

/** Distribution function of the normal distribution for z >= 0, to 7e-8. @see Abramowitz, Stegun 26.2.17 */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = terms.reduceRight((rest, term) => (rest + term) * t, 0)
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
