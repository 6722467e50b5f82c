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
import { CrawlerEnvironment, listed, reportBudget } from './config.ts'
import { createContainedReaders } from './contain/contained-readers.ts'
import { createAddressPolicy } from './fetch/address.ts'
import { ownPublicAddresses } from './fetch/own-addresses.ts'
import { resolverOf } from './fetch/resolve-with-servers.ts'
import { createVantagePoints, reachesOnion } from './fetch/vantage-point.ts'
import { readVantagePoints } from './fetch/vantage-settings.ts'
import { acceptReportJob } from './jobs/accept-report.ts'
import { checkRemoval } from './jobs/check-removal.ts'
import { crawlLocation } from './jobs/crawl-location.ts'
import { createDueSweep } from './jobs/due-sweep.ts'
import { createHostDoor } from './lanes/host-door.ts'
import { createHostLanes } from './lanes/host-lanes.ts'
import { createManners } from './manners/host-manners.ts'
import { createRenderer } from './render/index.ts'
import { dropExpired } from './retention/drop-expired.ts'
import { ensurePartitions } from './retention/partition-store.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Longer than the longest job, so that only a dead worker's claim runs out. */
const LEASE_MS = 240_000
/** Jobs at once; half of them at most on one host. */
const WORKERS = 4
/** Removal checks at once: they wait for their hosts nearly all the time. */
const CHECKERS = 12

const env = readEnvironment(CrawlerEnvironment, process.env)
const log = createLog('crawler', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
const allowPorts = listed(env.CRAWL_ALLOW_PORTS).map(Number)
const policy = createAddressPolicy({
  allowNetworks: listed(env.CRAWL_ALLOW_NETWORKS),
  refuseNetworks: [...listed(env.CRAWL_REFUSE_NETWORKS), ...ownPublicAddresses()],
})
const refuseHosts = listed(env.CRAWL_REFUSE_HOSTS)
const points = readVantagePoints(env)
const leaseMs = Math.max(10_000, LEASE_MS * env.PACE)

await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'crawler', max: WORKERS + CHECKERS })
resources.defer(() => db.destroy())
// The first event says which sandbox is in force, and what would make it stronger.
const logDecoder: DecoderLog = (event, fields) =>
  log['advice' in fields ? 'warn' : 'info'](fields, event)
const decoder = resources.use(createDecoder({ log: logDecoder }, { processes: env.DECODERS }))
const contained = resources.use(createContainedReaders({ log: logDecoder }, { ffmpeg: env.FFMPEG }))
const resolve = resolverOf(listed(env.CRAWL_DNS_SERVERS))
const pace = { perHost: env.CRAWL_PER_HOST, minGapMs: env.CRAWL_GAP_MS }
const pacing = resources.use(createHostLanes({ db, now }, pace))
const enterHost = (host: string, signal: AbortSignal): Promise<void> =>
  pacing.run(host, async () => undefined, signal)
const vantage = resources.use(
  createVantagePoints({ policy, resolve, now, enterHost }, points, { allowPorts, refuseHosts }),
)
const door = () => createHostDoor(pacing, WORKERS / 2)
// After what its jobs use, so that it is the first to end and they can finish their work.
const { enqueue, work } = resources.use(createQueue({ log }, queueBackend(env)))
const budget = reportBudget(env)
const manners = createManners({ db })
const scripts =
  env.CRAWL_RENDER === 'off'
    ? null
    : {
        renderer: resources.use(
          createRenderer({ log: logDecoder }, { program: env.CHROMIUM_PATH }),
        ),
        userAgent: points[0]?.userAgent,
        acceptLanguage: points[0]?.acceptLanguage,
      }
const follow = { budget, manners, scripts }
const look = {
  ...follow,
  db,
  crypto,
  safeFetch: vantage.first,
  decoder,
  pacing,
  contained,
  enqueue,
  leaseMs,
}

const handlers = {
  'accept-report': acceptReportJob({
    db,
    crypto,
    enqueue,
    urlRules: {
      allowPorts,
      policy,
      refuseHosts,
      onion: points.some(({ proxy }) => reachesOnion(proxy)),
    },
    crawlWindowMs: HOUR_MS * env.PACE,
    defaults: { depth: env.CRAWL_DEPTH, pages: env.CRAWL_MAX_PAGES },
    budget,
  }),
  'crawl-location': crawlLocation({
    ...look,
    enter: door(),
    busyMs: env.SWEEP_MS,
    retryInMs: (attempt) => Math.max(500, 4 ** attempt * 60_000 * env.PACE),
  }),
}
const checks = {
  'check-removal': checkRemoval({ ...look, vantage, now, enter: door() }),
}
await work(handlers, { concurrency: WORKERS })
await work(checks, { concurrency: CHECKERS })
const sweep = createDueSweep({ ...look, ...pace, now, sweepMs: env.SWEEP_MS })
resources.use(startSweep({ log }, 'due', env.SWEEP_MS, sweep))
resources.use(
  startSweep({ log }, 'retention', DAY_MS, async (signal) => {
    await ensurePartitions(db, now())
    const dropped = await dropExpired(db, now(), env.CRAWL_KEEP_DAYS, signal)
    log.info(dropped, 'expired')
  }),
)
log.info({}, 'ready')
const stopped = untilStopped()
reportReady({ sandbox: decoder.sandbox })
log.info({ signal: await stopped }, 'stopping')
