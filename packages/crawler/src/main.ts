import { createDecoder, type DecoderLog } from '@nightlight/fingerprint'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  parseMasterKey,
  queueBackend,
  readEnvironment,
  reportReady,
  startSweep,
  untilStopped,
} from '@nightlight/runtime'
import { CrawlerEnvironment, listed } from './config.ts'
import { createAddressPolicy } from './fetch/address.ts'
import { createHostPacing } from './fetch/host-pacing.ts'
import { createSafeFetch } from './fetch/safe-fetch.ts'
import { acceptReportJob } from './jobs/accept-report.ts'
import { checkRemoval } from './jobs/check-removal.ts'
import { crawlLocation } from './jobs/crawl-location.ts'
import { locationsDue, reportsWaiting } from './location-store.ts'
import { checksDue } from './removal/check-store.ts'

const BATCH = 200
const HOUR_MS = 3_600_000
/** Longer than the longest job, so that only a dead worker's claim runs out. */
const LEASE_MS = 240_000

const env = readEnvironment(CrawlerEnvironment, process.env)
const log = createLog('crawler', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
const allowPorts = listed(env.CRAWL_ALLOW_PORTS).map(Number)
const policy = createAddressPolicy({ allowNetworks: listed(env.CRAWL_ALLOW_NETWORKS) })
const leaseMs = Math.max(10_000, LEASE_MS * env.PACE)

await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'crawler' })
resources.defer(() => db.destroy())
// The first event says which sandbox is in force, and what would make it stronger.
const logDecoder: DecoderLog = (event, fields) =>
  log['advice' in fields ? 'warn' : 'info'](fields, event)
const decoder = resources.use(createDecoder({ log: logDecoder }, { processes: env.DECODERS }))
const safeFetch = resources.use(
  createSafeFetch(
    { policy, now },
    { allowPorts, userAgent: env.CRAWL_USER_AGENT, egress: env.CRAWL_EGRESS },
  ),
)
const pacing = createHostPacing(
  { now },
  { perHost: env.CRAWL_PER_HOST, minGapMs: env.CRAWL_GAP_MS },
)
// After what its jobs use, so that it is the first to end and they can finish their work.
const { enqueue, work } = resources.use(createQueue({ log }, queueBackend(env)))
const look = { db, crypto, safeFetch, decoder, pacing, enqueue, leaseMs }

await work({
  'accept-report': acceptReportJob({
    db,
    crypto,
    enqueue,
    urlRules: { allowPorts, policy },
    crawlWindowMs: HOUR_MS * env.PACE,
  }),
  'crawl-location': crawlLocation({
    ...look,
    retryInMs: (attempt) => Math.max(500, 4 ** attempt * 60_000 * env.PACE),
  }),
  'check-removal': checkRemoval({ ...look, egress: env.CRAWL_EGRESS, now }),
})
resources.use(
  startSweep({ log }, 'due', env.SWEEP_MS, async () => {
    for (const reportId of await reportsWaiting(db, BATCH)) {
      await enqueue('accept-report', { reportId })
    }
    for (const locationId of await locationsDue(db, BATCH)) {
      await enqueue('crawl-location', { locationId })
    }
    for (const takedownId of await checksDue(db, leaseMs, BATCH)) {
      await enqueue('check-removal', { takedownId })
    }
  }),
)
log.info({}, 'ready')
const stopped = untilStopped()
reportReady({ sandbox: decoder.sandbox })
log.info({ signal: await stopped }, 'stopping')
