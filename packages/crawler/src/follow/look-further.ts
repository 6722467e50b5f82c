import type { CrawlOptions } from '@nightlight/runtime'

/** How far a reported page is followed, and what is opened on the way. */
export type LookFurther = {
  /** Steps by thumbnails; further pages of one sequence are no step. */
  depth: number
  /** Pages at most, the reported one included. */
  pages: number
  archives: boolean
  videos: boolean
  render: boolean
}

/** Of a report that asks for depth and says nothing of pages. */
const PAGES_IN_DEPTH = 20

/** What reports ask for can only widen what the operator set. */
export function lookFurther(
  defaults: Pick<LookFurther, 'depth' | 'pages'>,
  asked: CrawlOptions | null,
): LookFurther {
  const { depth = 0, archives = false, videos = false, render = false } = asked ?? {}
  const pages = asked?.pages ?? (depth > 0 ? PAGES_IN_DEPTH : 1)
  return {
    depth: Math.max(defaults.depth, depth),
    pages: Math.max(defaults.pages, pages),
    archives,
    videos,
    render,
  }
}

/** Whether it is more than the page itself and its own parts. */
export const isFurther = ({ depth, pages, archives, videos, render }: LookFurther): boolean =>
  (depth > 0 && pages > 1) || archives || videos || render
