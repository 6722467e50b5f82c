import type { Measured } from './compare.ts'
import { crawlPages, writeLocations } from './crawl-pages.ts'
import { HURRIED, openWorld } from './crawler.ts'
import { HOSTILE_NAMES } from './hostile-pages.ts'
import type { Site } from './site.ts'

/**
 * What one crawl of a hostile page costs: CPU time of the crawler, its decoders and Postgres, and by how much the
 * memory of the crawler rose at most above what it was before.
 */
export async function measureHostile(site: Site, names = HOSTILE_NAMES): Promise<Measured> {
  await using world = await openWorld()
  const crawler = await world.start({ port: site.port, ...HURRIED })
  // code is compiled and the decoders are up before anything is counted
  await crawlPages(crawler, await writeLocations(world, [site.page(0), site.page(1)]))
  const figures: Measured['figures'] = {}
  const [cpu, memory]: [number[], number[]] = [[], []]
  for (const name of names) {
    const ids = await writeLocations(world, [site.hostile(name)])
    crawler.forgetMemory()
    const { now } = crawler.memory()
    const { spent } = await crawlPages(crawler, ids)
    const cpuMs = spent.crawler + spent.decoders + spent.postgres
    const rise = crawler.memory().highWater - now
    figures[`hostile-${name}`] = `${cpuMs} ms CPU, ${Math.round(rise)} MB`
    cpu.push(cpuMs)
    memory.push(rise)
  }
  figures['hostilePages'] = names.length
  figures['hostileWorstCpuMs'] = Math.max(...cpu)
  figures['hostileWorstMegabytes'] = Math.max(...memory)
  return { figures, ratios: {} }
}
