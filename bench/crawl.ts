import { loadavg } from 'node:os'
import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { compareCrawls, type Measured } from './crawl/compare.ts'
import { measureHostile } from './crawl/hostile.ts'
import { measureQueued } from './crawl/million.ts'
import { measurePicturesAlone } from './crawl/physical-limit.ts'
import { startSite } from './crawl/site.ts'
import { measureTakedowns } from './crawl/takedowns.ts'
import { meetsGoals } from './goals.ts'

export const needs = ['postgres'] as const

/** Of the few jobs at once hardly two ever want the same. */
const HOSTS = 200
/** A minute is no measure of memory over time, so a quick run has fewer goals. */
const QUICK_GOALS = {
  picturesToCrawlee: 2,
  picturesToCrawleeSendRequest: 2,
  hostileWorstCpuMs: 2_000,
  hostileWorstMegabytes: 200,
  checksByCpuToNeededOpen14Days: 1,
  checksByClockToNeededOpen14Days: 1,
}
const GOALS = { ...QUICK_GOALS, memoryGrowthLastToSecondQuarter: 1.1, memoryGrowthByQueue: 1.1 }

/**
 * Crawls 2,000 pages of ten pictures each with the crawler process and real Postgres, queue and decoders, against
 * Crawlee's CheerioCrawler with the same fetches, the same digests and PDQ in plain JavaScript; then what a million
 * queued locations do to its memory, what hostile pages cost, and how many removal checks it has the time for.
 *
 * The site is on 200 addresses of loopback in a process of its own; where speed is measured, pacing allows 16 fetches at once and no
 * gap, and Crawlee the same number. JPEG of quality 80, a quarter progressive, of each page four of 800x600, three of
 * 1024x768, two of 1280x960 and one of 1600x1200. Pages a second are a tenth of pictures a second.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  await using site = await startSite(quick ? 4 : 24, HOSTS)
  const parts: Measured[] = [
    // what else the machine does falls on both sides of a ratio, and on every figure
    { figures: { loadBefore: loadavg()[0]!, meanPictureBytes: site.meanPictureBytes }, ratios: {} },
    await measurePicturesAlone(quick),
    await compareCrawls(site, quick ? { pages: 100, rounds: 2 } : { pages: 2_000, rounds: 4 }),
    await measureQueued(
      site,
      quick ? { queued: 100_000, seconds: 20 } : { queued: 1_000_000, seconds: 90 },
    ),
    await measureHostile(site),
    await measureTakedowns(site, { sample: quick ? 16 : 128 }),
  ]
  const figures = Object.assign({}, ...parts.map((part) => part.figures)) as Record<string, Figure>
  const ratios = Object.assign({}, ...parts.map((part) => part.ratios)) as Record<string, number>
  ratios['memoryGrowthByQueue'] =
    Number(figures['queuedMegabytes']) / Number(figures['crawlerMegabytes'])
  const goals = quick ? QUICK_GOALS : GOALS
  const held = meetsGoals({ ...figures, ...ratios }, goals)
  return { name: 'crawl', figures, ratios, goals, held }
}
