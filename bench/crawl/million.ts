import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Measured } from './compare.ts'
import { countSeen, writeLocations } from './crawl-pages.ts'
import { openWorld, UNHURRIED, type Crawler, type World } from './crawler.ts'
import type { Site } from './site.ts'

const BATCH = 5_000
const LOOK_MS = 250

/**
 * Crawls for a while, paced as in service, with so many locations due, and watches the resident memory of the crawler
 * process.
 *
 * `memoryGrowthLastToSecondQuarter` compares the highest of the last quarter of the time with that of the second.
 */
export async function measureQueued(
  site: Site,
  { queued, seconds }: { queued: number; seconds: number },
): Promise<Measured> {
  await using world = await openWorld()
  await queueLocations(world, site, queued)
  const crawler = await world.start({ port: site.port, ...UNHURRIED })
  const before = crawler.spent()
  const looks = await watch(crawler, seconds)
  const { pages, pictures } = await countSeen(world.db)
  const quarter = looks.length / 4
  const highest = (from: number, to: number) =>
    Math.max(...looks.slice(Math.round(from * quarter), Math.round(to * quarter)))
  const quarters = [0, 1, 2, 3].map((at) => highest(at, at + 1))
  const figures = {
    queued,
    queuedCrawledPages: pages,
    queuedCrawledPictures: pictures,
    queuedMegabytes: crawler.memory().highWater,
    queuedMegabytesOver: quarters.map(Math.round).join(' '),
    queuedPostgresCpuMsAPicture: (crawler.spent().postgres - before.postgres) / pictures,
  }
  return { figures, ratios: { memoryGrowthLastToSecondQuarter: quarters[3]! / quarters[1]! } }
}

async function watch(crawler: Crawler, seconds: number): Promise<number[]> {
  const looks: number[] = []
  while (looks.length * LOOK_MS < seconds * 1000) {
    await setTimeout(LOOK_MS)
    looks.push(crawler.memory().now)
  }
  return looks
}

/** Real locations, sealed and indexed, of pages that are there. */
async function queueLocations(world: World, site: Site, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from)
    await writeLocations(
      world,
      Array.from({ length }, (_, at) => site.page(from + at)),
    )
  }
  await sql`update location set crawl_due_at = first_seen_at`.execute(world.db)
  await sql`analyze location`.execute(world.db)
}
