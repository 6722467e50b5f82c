import { createDecoder, type DecoderLog } from '@nightlight/fingerprint'
import {
  connect,
  createAddressPolicy,
  createLog,
  createQueue,
  eraseDue,
  openDataKeys,
  parseMasterKey,
  queueBackend,
  reportReady,
  retentionSettings,
  startHeartbeat,
  startSweep,
  untilStopped,
  warnOfOwner,
} from '@nightlight/runtime'
import { listed, reportBudget } from './config.ts'
import { createContainedReaders } from './contain/contained-readers.ts'
import { ownPublicAddresses } from './fetch/own-addresses.ts'
import { resolverOf } from './fetch/resolve-with-servers.ts'
import { createVantagePoints, reachesOnion } from './fetch/vantage-point.ts'
import { onionShortage, readVantagePoints } from './fetch/vantage-settings.ts'
import type { ProxyListener } from './fetch/watch-proxy.ts'
import { acceptReportJob } from './jobs/accept-report.ts'
import { checkRemoval } from './jobs/check-removal.ts'
import { crawlLocation } from './jobs/crawl-location.ts'
import { createDueSweep } from './jobs/due-sweep.ts'
import { createHostDoor } from './lanes/host-door.ts'
import { createHostLanes } from './lanes/host-lanes.ts'
import { createHostEntry, createManners } from './manners/host-manners.ts'
import { closedPlaces, readCrawlerEnvironment } from './read-crawler-environment.ts'
import { renderingShortage } from './removal/rendering-shortage.ts'
import { createRenderer, rendererShortage } from './render/index.ts'
import { addressErasures } from './retention/address-erasures.ts'
import { dropExpired } from './retention/drop-expired.ts'
import { ensurePartitions } from './retention/partition-store.ts'
import { createKeepSeen } from './sighting-store.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Longer than the longest job, so that only a dead worker's claim runs out. */
const LEASE_MS = 240_000
/** Jobs at once; half of them at most on one host. */
const WORKERS = 4
/** Removal checks at once: they wait for their hosts nearly all the time. */
const CHECKERS = 12

const env = readCrawlerEnvironment(process.env)
const log = createLog('crawler', { level: env.LOG_LEVEL })
const now = (): Date => new Date()
const allowPorts = listed(env.CRAWL_ALLOW_PORTS).map(Number)
const { hosts: refuseHosts, networks: refuseNetworks } = closedPlaces(env)
const policy = createAddressPolicy({
  allowNetworks: listed(env.CRAWL_ALLOW_NETWORKS),
  refuseNetworks: [...refuseNetworks, ...ownPublicAddresses()],
})
const points = readVantagePoints(env)
const leaseMs = Math.max(10_000, LEASE_MS * env.PACE)

await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'crawler', max: WORKERS + CHECKERS })
resources.defer(() => db.destroy())
const { crypto } = resources.use(await openDataKeys(db, parseMasterKey(env.FIELD_KEY)))
await warnOfOwner(db, log)
resources.use(startHeartbeat({ db, log }, 'crawler'))
// The first event says which sandbox is in force, and what would make it stronger.
const logDecoder: DecoderLog = (event, fields) =>
  log['advice' in fields ? 'warn' : 'info'](fields, event)
const decoder = resources.use(createDecoder({ log: logDecoder }, { processes: env.DECODERS }))
const watching = { ffmpeg: env.FFMPEG, maxBytes: env.CRAWL_MAX_VIDEO_MB * 1e6 }
// Half of the workers go on: one has the room and one waits.
const waiting = { crawl: WORKERS / 2 - 1, check: CHECKERS / 2 }
const contained = resources.use(createContainedReaders({ log: logDecoder }, watching, waiting))
const resolve = resolverOf(listed(env.CRAWL_DNS_SERVERS))
const pace = { perHost: env.CRAWL_PER_HOST, minGapMs: env.CRAWL_GAP_MS }
const pacing = resources.use(createHostLanes({ db, now }, pace))
const manners = createManners({ db })
const logProxy: ProxyListener = (vantagePoint, state) => {
  if (state === 'works again') return log.info({ vantagePoint }, 'proxy works again')
  const advice =
    'nothing is seen from there: see to the proxy, or take it out of CRAWL_VANTAGE_POINTS'
  log.warn({ vantagePoint, advice }, 'proxy fails')
}
const enterHost = createHostEntry({ pacing, manners })
const vantage = resources.use(
  createVantagePoints({ policy, resolve, now, enterHost }, points, {
    allowPorts,
    refuseHosts,
    onProxy: logProxy,
  }),
)
const door = () => createHostDoor(pacing, WORKERS / 2)
// After what its jobs use, so that it is the first to end and they can finish their work.
const { enqueue, work } = resources.use(createQueue({ log }, queueBackend(env)))
const budget = reportBudget(env)
const scripts =
  env.CRAWL_RENDER === 'off'
    ? null
    : {
        renderer: resources.use(
          createRenderer({ log: logDecoder }, { program: env.CHROMIUM_PATH }),
        ),
      }
const follow = { budget, manners, scripts }
const look = {
  ...follow,
  db,
  crypto,
  safeFetch: vantage.first,
  decoder,
  keepSeen: createKeepSeen({ db, crypto }),
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
const [retention, erasures] = [retentionSettings(env.RETENTION_COUNTRY), addressErasures(crypto)]
const sweep = createDueSweep({ ...look, ...pace, now, sweepMs: env.SWEEP_MS })
resources.use(startSweep({ log }, 'due', env.SWEEP_MS, sweep))
resources.use(
  startSweep({ log }, 'retention', DAY_MS, async (signal) => {
    await ensurePartitions(db, now())
    const dropped = await dropExpired(db, now(), env.CRAWL_KEEP_DAYS, signal)
    log.info(dropped, 'expired')
    await eraseDue({ db, log, now }, erasures, retention, signal)
  }),
)
if (!scripts) {
  resources.use(
    startSweep({ log }, 'rendering', DAY_MS, async () => {
      const unjudged = await renderingShortage(db)
      if (unjudged) log.warn(unjudged, 'rendering is off: checks of some pages stay unknown')
    }),
  )
}
const shortage = onionShortage(points, env.REMOVAL_VANTAGE_POINTS)
if (shortage) {
  const advice = 'add a Tor vantage point with a SOCKS user name of its own'
  log.warn({ ...shortage, advice }, 'onion services cannot be proven gone')
}
if (env.FFMPEG && !contained.videos.isAvailable) {
  const advice = 'FFMPEG names no program: correct it, or leave it out to use the one on PATH'
  log.warn({ advice }, 'ffmpeg missing: no video is opened')
}
const missing = scripts ? rendererShortage(env.CHROMIUM_PATH) : null
if (missing) log.warn(missing, 'renderer missing')
log.info({}, 'ready')
const stopped = untilStopped()
reportReady({ sandbox: decoder.sandbox })
log.info({ signal: await stopped }, 'stopping')
