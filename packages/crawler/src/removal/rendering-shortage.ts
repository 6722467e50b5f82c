import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Cases that no check can settle while no scripts run; counts only. */
export type RenderingShortage = {
  code: 'rendering-off'
  cases: number
  pages: number
  advice: string
}

const ADVICE =
  'their removal cannot be proven without it: set CRAWL_RENDER=on-request, or decide these cases by hand (they show `not-rendered`)'

/**
 * Tells what it costs that rendering was switched off: pages whose scripts ran once are looked at with them or not
 * at all, so each check of them ends as `unknown`.
 *
 * @returns null when nothing is being checked on such a page
 */
export async function renderingShortage(db: DbOrTransaction): Promise<RenderingShortage | null> {
  const { rows } = await sql<{ cases: number; pages: number }>`
    select count(*)::int as cases, count(distinct t.page_location_id)::int as pages
    from takedown t join location page on page.id = t.page_location_id
    where page.rendered and t.next_check_at is not null`.execute(db)
  const { cases, pages } = rows[0]!
  return cases === 0 ? null : { code: 'rendering-off', cases, pages, advice: ADVICE }
}
