import type { FoundImage } from '../extract/extract-images.ts'

const RANK: Partial<Record<FoundImage['from'], number>> = { data: 1, script: 1, icon: 2 }

/**
 * The addresses in the order in which they are visited while the budget lasts: what markup says, then
 * what only looks like an address, then icons; each in document order.
 */
export const rankImages = (images: readonly FoundImage[]): URL[] =>
  [0, 1, 2].flatMap((rank) =>
    images.filter(({ from }) => (RANK[from] ?? 0) === rank).map(({ url }) => url),
  )
