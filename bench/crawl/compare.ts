import type { Figure } from '../../scripts/measurement.ts'
import { median, pairedRatio } from '../fingerprint/rounds.ts'
import { crawlPages, writeLocations, type Crawl } from './crawl-pages.ts'
import { crawlWithCrawlee, installCrawlee, type CrawleeCrawl, type Way } from './crawlee.ts'
import { HURRIED, openWorld, type Crawler, type World } from './crawler.ts'
import { PICTURES_A_PAGE } from './draw-site.ts'
import type { Site } from './site.ts'

export type Measured = { figures: Record<string, Figure>; ratios: Record<string, number> }

/** Four pages of four pictures at once, as the service works. */
const AT_ONCE = 16
const WAYS: readonly Way[] = ['queue', 'sendRequest']

type Round = { ours: Crawl; theirs: Partial<Record<Way, CrawleeCrawl>> }

/**
 * Crawls a site with the service's crawler process and with Crawlee, in turns, the same pages in each round.
 *
 * @throws {Error} ours left a page or a picture out
 */
export async function compareCrawls(
  site: Site,
  { pages, rounds }: { pages: number; rounds: number },
): Promise<Measured> {
  const crawlee = await installCrawlee()
  await using world = await openWorld()
  const crawler = await world.start({ port: site.port, ...HURRIED })
  const done: Round[] = []
  const size = pages / rounds
  for (let round = 0; round < rounds; round++) {
    const part = { from: round * size, to: (round + 1) * size }
    const theirs: Round['theirs'] = {}
    const ours = await crawlPart(world, crawler, site, part)
    if ('folder' in crawlee) {
      const { port, hosts } = site
      for (const way of WAYS) {
        const options = { atOnce: AT_ONCE, way }
        theirs[way] = await crawlWithCrawlee(crawlee.folder, { port, hosts, ...part }, options)
      }
    }
    done.push({ ours, theirs })
  }
  const measured = report(done, crawler.memory().highWater)
  if ('missing' in crawlee) measured.figures['crawleeMissing'] = crawlee.missing
  return measured
}

async function crawlPart(
  world: World,
  crawler: Crawler,
  site: Site,
  { from, to }: { from: number; to: number },
): Promise<Crawl> {
  const urls = Array.from({ length: to - from }, (_, at) => site.page(from + at))
  const crawl = await crawlPages(crawler, await writeLocations(world, urls))
  mustBeWhole(crawl, to - from)
  return crawl
}

function mustBeWhole(crawl: { pages: number; pictures: number }, pages: number): void {
  if (crawl.pages === pages && crawl.pictures === pages * PICTURES_A_PAGE) return
  throw new Error(`bench crawl: ${crawl.pages} pages, ${crawl.pictures} pictures of ${pages} pages`)
}

function report(rounds: readonly Round[], highWater: number): Measured {
  const ours = rounds.map((round) => round.ours)
  const pictures = sum(ours.map((one) => one.pictures))
  const speed = (of: readonly { pictures: number; seconds: number }[]) =>
    median(of.map(({ pictures, seconds }) => pictures / seconds))
  const cpu = (part: keyof Crawl['spent']) =>
    median(ours.map(({ spent, pictures }) => spent[part] / pictures))
  const measured: Measured = {
    figures: {
      pages: sum(ours.map(({ pages }) => pages)),
      pictures,
      seconds: sum(ours.map(({ seconds }) => seconds)),
      picturesPerSecond: speed(ours),
      pagesPerSecond: speed(ours) / PICTURES_A_PAGE,
      crawlerCpuMsAPicture: cpu('crawler'),
      decodersCpuMsAPicture: cpu('decoders'),
      postgresCpuMsAPicture: cpu('postgres'),
      crawlerMegabytes: highWater,
    },
    ratios: {},
  }
  const perPicture = ours.map(({ seconds, pictures }) => seconds / pictures)
  const cpuPerPicture = ours.map(
    ({ spent, pictures }) => (spent.crawler + spent.decoders + spent.postgres) / pictures,
  )
  for (const way of WAYS) {
    const theirs = rounds.flatMap((round) => round.theirs[way] ?? [])
    if (theirs.length === 0) continue
    const name = way === 'queue' ? 'Crawlee' : 'CrawleeSendRequest'
    const their = theirs.map(({ seconds, pictures }) => seconds / pictures)
    const theirCpu = theirs.map(({ cpuMs, pictures }) => cpuMs / pictures)
    measured.figures[`of${name}PicturesPerSecond`] = speed(theirs)
    measured.figures[`of${name}CpuMsAPicture`] = median(theirCpu)
    measured.figures[`of${name}PicturesMissed`] = pictures - sum(theirs.map((one) => one.pictures))
    measured.figures[`of${name}Megabytes`] = Math.max(...theirs.map((one) => one.highWater))
    measured.ratios[`picturesTo${name}`] = pairedRatio(their, perPicture)
    measured.ratios[`cpuTo${name}`] = pairedRatio(theirCpu, cpuPerPicture)
  }
  return measured
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
