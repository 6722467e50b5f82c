import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { seedReport } from '../../packages/crawler/src/testing-crawl.ts'
import {
  connect,
  createFieldCrypto,
  parseMasterKey,
  prepareQueue,
} from '../../packages/runtime/src/index.ts'
import { createTestDatabase } from '../../packages/runtime/src/testing.ts'
import { createLauncher, type NoticesProcess } from '../notice-kills/notices-process.ts'
import type { Site } from './site.ts'

const ENTRY = fileURLToPath(new URL('../../packages/crawler/src/main.ts', import.meta.url))
/** An hour of policy takes 150 s: the window of an address; a lease takes the least it can, 10 s. */
const PACE = 1 / 24
export const LEASE_MS = 10_000
export const PER_HOST = 2
export const GAP_MS = 20

export type Crawler = NoticesProcess & { agent: string }

/** A database with reports, and real crawler processes on it. */
export async function openWorld(site: Site) {
  await using stack = new AsyncDisposableStack()
  const database = await createTestDatabase()
  stack.defer(() => database.drop())
  await prepareQueue({ kind: 'postgres', url: database.url })
  const db = connect(database.url, { max: 2 })
  stack.defer(() => db.destroy())
  const key = randomBytes(32).toString('hex')
  const crypto = createFieldCrypto(parseMasterKey(key))
  const warnings: string[] = []
  const crawlers: Crawler[] = []
  stack.defer(async () => {
    await Promise.all(crawlers.map((crawler) => crawler.kill()))
  })
  const owned = stack.move()
  return {
    db,
    warnings,
    report: (url: string) => seedReport({ db, crypto }, url),
    /** Starts one process, which the site knows by its user agent. */
    start(agent: string): Crawler {
      const env = {
        DATABASE_URL: database.url,
        FIELD_KEY: key,
        LOG_LEVEL: 'warn',
        PACE: String(PACE),
        SWEEP_MS: '500',
        CRAWL_ALLOW_NETWORKS: '127.0.0.0/8',
        CRAWL_ALLOW_PORTS: String(site.port),
        CRAWL_PER_HOST: String(PER_HOST),
        CRAWL_GAP_MS: String(GAP_MS),
        CRAWL_USER_AGENT: agent,
        DECODERS: '1',
      }
      const launch = createLauncher(env, (line) => warnings.push(line), ENTRY)
      const crawler = { ...launch(), agent }
      crawlers.push(crawler)
      return crawler
    },
    /** Locations of reports whose crawl has ended, by host. */
    async crawled(): Promise<Map<string, number>> {
      const { rows } = await sql<{ host: string; n: number }>`
        select host, count(*)::int as n from location
        where crawled_at is not null and crawl_due_at is null
          and id in (select location_id from report_location)
        group by host`.execute(db)
      return new Map(rows.map(({ host, n }) => [host, n]))
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** @returns false when it did not come to be in time */
export async function until(is: () => boolean | Promise<boolean>, maxMs: number): Promise<boolean> {
  const deadline = performance.now() + maxMs
  while (!(await is())) {
    if (performance.now() > deadline) return false
    await pause(50)
  }
  return true
}
