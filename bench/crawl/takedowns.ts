import { openTakedown } from '../../packages/crawler/src/testing-crawl.ts'
import type { Db } from '../../packages/runtime/src/index.ts'
import { checksADay } from './cadence.ts'
import type { Measured } from './compare.ts'
import { crawlPages, writeLocations } from './crawl-pages.ts'
import { HURRIED, openWorld, spentBetween, UNHURRIED, untilNone, type World } from './crawler.ts'
import type { Site } from './site.ts'

const OPEN_TAKEDOWNS = 100_000
/** Days that a takedown stays open, of which the cadence is asked. */
const LIVES = [1, 14, 90, 365] as const
const CORES = 2
const DAY_SECONDS = 86_400
const LONGEST_MS = 1_800_000

/**
 * Has a sample of open takedowns checked by the crawler process, one on each page of ten pictures, all still there,
 * and tells how many it could do in a day, and how many the cadence asks for 100,000 of them.
 *
 * `byCpu` is what two cores have the CPU time for, the crawler, its decoders and Postgres together; `byClock` what one
 * process does with the pauses of service between two fetches from a host, and each page of a few hosts.
 */
export async function measureTakedowns(
  site: Site,
  { sample }: { sample: number },
): Promise<Measured> {
  await using world = await openWorld()
  const pages = Array.from({ length: sample }, (_, at) => site.page(at))
  const ids = await writeLocations(world, pages)
  await crawlPages(await world.start({ port: site.port, ...HURRIED }), ids)
  await world.stop()
  for (const id of ids) await openOne(world, id)
  const crawler = await world.start({ port: site.port, ...UNHURRIED })
  const before = crawler.spent()
  const startedAt = performance.now()
  for (const { id } of await world.db.selectFrom('takedown').select('id').execute()) {
    await crawler.enqueue('check-removal', { takedownId: id })
  }
  await untilNone(async () => sample - (await countChecks(world.db)), LONGEST_MS)
  const seconds = (performance.now() - startedAt) / 1000
  const spent = spentBetween(before, crawler.spent())
  const cpuMs = (spent.crawler + spent.decoders + spent.postgres) / sample
  return report(cpuMs, sample / seconds, sample)
}

function report(cpuMsACheck: number, checksPerSecond: number, sample: number): Measured {
  const byCpu = (CORES * 1000 * DAY_SECONDS) / cpuMsACheck
  const byClock = checksPerSecond * DAY_SECONDS
  const measured: Measured = {
    figures: {
      checksSampled: sample,
      checkCpuMs: cpuMsACheck,
      checksADayByCpuOfTwoCores: byCpu,
      checksADayByClockOfOneProcess: byClock,
    },
    ratios: {},
  }
  for (const days of LIVES) {
    const needed = OPEN_TAKEDOWNS * checksADay(days)
    measured.figures[`checksADayNeededOpen${days}Days`] = needed
    measured.ratios[`checksByCpuToNeededOpen${days}Days`] = byCpu / needed
    measured.ratios[`checksByClockToNeededOpen${days}Days`] = byClock / needed
  }
  return measured
}

/** A takedown of the first picture of a page, due now. */
async function openOne({ db }: World, pageId: string): Promise<void> {
  const seen = await db
    .selectFrom('sighting')
    .select(['media_id', 'location_id'])
    .where('page_location_id', '=', pageId)
    .orderBy('location_id')
    .limit(1)
    .execute()
  await openTakedown(db, { id: pageId, host: '127.0.0.1' }, seen, new Date(Date.now() - 1000))
}

/** Finished ones; the pictures are where they were, so anything but `present` is a mistake. */
async function countChecks(db: Db): Promise<number> {
  const checks = await db
    .selectFrom('removal_check')
    .select(['verdict', 'detail'])
    .where('verdict', 'is not', null)
    .execute()
  const wrong = checks.find(({ verdict }) => verdict !== 'present')
  if (wrong) {
    const codes = wrong.detail.map(({ outcome, code }) => `${outcome} ${code}`)
    throw new Error(`bench crawl: a check says ${wrong.verdict}: ${codes.join(', ')}`)
  }
  return checks.length
}
