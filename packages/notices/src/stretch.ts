/** Of a waiting time: at least and at most, either way. */
const LEAST = 0.02
const MOST = 0.1

/**
 * By how much the waiting times between looks at a page are longer or shorter than the plan, 0.9 to 1.1.
 *
 * The same for ever, so that a repeated command plans the same, and never so little that a daily look
 * comes at the same minute again. It follows from the page and not from the takedown: one look serves
 * all takedowns of a page, and they are to stay due together.
 *
 * @param pageLocationId a UUID whose last digits are random
 */
export function stretchOf(pageLocationId: string): number {
  const part = Number.parseInt(pageLocationId.slice(-8), 16) / 2 ** 32
  const [sign, size] = part < 0.5 ? [-1, part * 2] : [1, part * 2 - 1]
  return 1 + sign * (LEAST + size * (MOST - LEAST))
}
