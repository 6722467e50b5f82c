import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { digest } from '../../packages/fingerprint/src/hash/digests.ts'
import { pageUrl } from './draw-site.ts'
import { plainPdqOfFile } from '../fingerprint/plain-picture.ts'
import { cpuMs } from '../fingerprint/rounds.ts'

/** What this process tells when it has crawled. */
export type Crawled = { pages: number; pictures: number; seconds: number; cpuMs: number }

/** As much of Crawlee 3 as is used; it is not among the dependencies. */
type Request = { url: string; label: string }
type Context = {
  request: Request
  body: Uint8Array
  $: ((selector: string) => { toArray(): object[] }) &
    ((element: object) => { attr(name: string): string | undefined })
  crawler: { addRequests(requests: Request[]): Promise<unknown> }
  sendRequest: (options: { url: string; responseType: 'buffer' }) => Promise<{ body: Uint8Array }>
}
type Crawlee = {
  log: { setLevel(level: number): void }
  Configuration: new (options: object) => object
  CheerioCrawler: new (
    options: object,
    configuration: object,
  ) => { run(requests: Request[]): Promise<unknown> }
}

const HASH_BYTES = 32
const PICTURES_AT_ONCE = 4
const ERRORS_ONLY = 1

const [, , folder = '', port, hosts, from, to, atOnce, way] = process.argv
const load = createRequire(join(folder, 'package.json'))
const { CheerioCrawler, Configuration, log } = load('@crawlee/cheerio') as Crawlee
log.setLevel(ERRORS_ONLY)

/** Addresses of pages and digests of pictures: what is tried again counts once. */
const seen = { pages: new Set<string>(), pictures: new Set<string>() }

async function hashPicture(bytes: Uint8Array): Promise<void> {
  const { sha256 } = digest(bytes)
  const pdq = await plainPdqOfFile(bytes)
  if (pdq.length === HASH_BYTES) seen.pictures.add(sha256)
}

async function readPage({ $, request, crawler, sendRequest }: Context): Promise<void> {
  const sources = $('img')
    .toArray()
    .map((image) => $(image).attr('src') ?? '')
  const urls = sources.map((source) => new URL(source, request.url).href)
  seen.pages.add(request.url)
  if (way === 'queue') {
    await crawler.addRequests(urls.map((url) => ({ url, label: 'picture' })))
    return
  }
  const left = urls.values()
  const lane = async (): Promise<void> => {
    for (const url of left) {
      await hashPicture((await sendRequest({ url, responseType: 'buffer' })).body)
    }
  }
  await Promise.all(Array.from({ length: PICTURES_AT_ONCE }, lane))
}

const concurrency = Number(atOnce) / (way === 'queue' ? 1 : PICTURES_AT_ONCE)
const crawler = new CheerioCrawler(
  {
    // at once and always, whatever it thinks of the machine
    minConcurrency: concurrency,
    maxConcurrency: concurrency,
    additionalMimeTypes: ['image/jpeg'],
    requestHandler: (context: Context) =>
      context.request.label === 'picture' ? hashPicture(context.body) : readPage(context),
  },
  // its queue stays in memory: files would slow it down
  new Configuration({ persistStorage: false, purgeOnStart: false }),
)
const pages = Array.from({ length: Number(to) - Number(from) }, (_, at) => ({
  url: pageUrl({ port: Number(port), hosts: Number(hosts) }, Number(from) + at).href,
  label: 'page',
}))
const [startedAt, cpuBefore] = [performance.now(), cpuMs()]
await crawler.run(pages)
const crawled: Crawled = {
  pages: seen.pages.size,
  pictures: seen.pictures.size,
  seconds: (performance.now() - startedAt) / 1000,
  cpuMs: cpuMs() - cpuBefore,
}
process.send?.(crawled)
// its memory is read before it ends
await once(process, 'disconnect')
