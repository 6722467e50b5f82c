import { sql, type RawBuilder } from 'kysely'
import { NOT_FOLLOWED } from './report-pages-store.ts'

/** That nothing is there is an answer. */
const NOTHING_THERE = ['http-404', 'http-410']

/** What is left out on purpose, and is no part of the page. */
const LEFT_OUT = [NOT_FOLLOWED, 'frame-not-read', 'refresh-not-followed']

/** Pictures of which only the digests could be compared, or not every frame. */
const HALF_SEEN = [
  'damaged',
  'unsupported',
  'too-many-pixels',
  'out-of-memory',
  'timeout',
  'decoder-crashed',
  'first-frame-only',
]

/** As text and not as parameters: these never change, and a plan is better for knowing them. */
const literals = (codes: readonly string[]) => sql.join(codes.map((code) => sql.lit(code)))

/**
 * Whether visit `last`, the newest of an address, leaves open what is there: nobody answered, it could
 * not be decoded or opened, or not all of the page was seen. Without ffmpeg a video is no picture.
 */
export const UNSEEN: RawBuilder<boolean> = sql`(case last.outcome
  when 'failed' then last.code is null or last.code not in (${literals(NOTHING_THERE)})
  when 'refused' then last.code is null or last.code not in (${literals(LEFT_OUT)})
  when 'picture' then last.code in (${literals(HALF_SEEN)})
  when 'page' then last.code is not null and last.code <> 'page'
  else last.code not in ('not-an-image', 'archive', 'sheet') or last.content_type like 'video/%'
end)`
