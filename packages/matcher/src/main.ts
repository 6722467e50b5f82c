import { availableParallelism } from 'node:os'
import type { Fingerprint } from '@nightlight/fingerprint'
import {
  connect,
  createLog,
  createQueue,
  eraseDue,
  newId,
  openDataKeys,
  parseMasterKey,
  queueBackend,
  readEnvironment,
  reportReady,
  retentionSettings,
  startHeartbeat,
  startSweep,
  untilStopped,
  warnOfOwner,
} from '@nightlight/runtime'
import { MatcherEnvironment } from './config.ts'
import { isStale, matchMedia } from './jobs/match-media.ts'
import { followLists } from './list-follower.ts'
import { canariesSeen } from './lookups/alarm-store.ts'
import { followCanaries } from './lookups/canaries.ts'
import { lookUp } from './lookups/look-up.ts'
import { serveLookups } from './lookups/lookup-server.ts'
import { createNeighbours } from './lookups/neighbours.ts'
import { compareEpoch, compareFor, epochAfterExpiry } from './list-epochs.ts'
import { PURPOSE } from './lists/list-terms.ts'
import { lookBack } from './look-back/look-back.ts'
import { pageMedia } from './look-back/page-media.ts'
import { suspendFlooding } from './submissions/flood.ts'
import { LOOKUP_ERASURES } from './retention/lookup-erasures.ts'
import { settleEndings } from './submissions/settle-endings.ts'
import {
  endState,
  mediaBehind,
  mediaChanged,
  mediaLate,
  mediaNeverCompared,
  sayState,
} from './match-store.ts'

const BATCH = 500
const DAY_MS = 86_400_000
const STATE_MS = 5_000
const SETTLE_MS = 1_000
const LOOK_BACK_MS = 1_000
const FLOOD_MS = 30_000
const HOUR_MS = 3_600_000
const CHANGED_MS = 600_000
/** Jobs at once: they are compared in batches. */
const CONCURRENCY = 64

const env = readEnvironment(MatcherEnvironment, process.env)
const log = createLog('matcher', { level: env.LOG_LEVEL })
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'matcher' })
resources.defer(() => db.destroy())
const { crypto } = resources.use(await openDataKeys(db, parseMasterKey(env.FIELD_KEY)))
await warnOfOwner(db, log)
resources.use(startHeartbeat({ db, log }, 'matcher'))
const use = { purpose: PURPOSE, jurisdiction: env.JURISDICTION }
await compareFor(db, use)
const searchThreads = env.SEARCH_THREADS ?? Math.max(1, availableParallelism() - 1)
const { DATABASE_URL: databaseUrl, LIST_SNAPSHOT: snapshotFile } = env
const follower = resources.use(
  await followLists({ db, crypto, log, databaseUrl, snapshotFile, searchThreads, use }),
)
// ends before the lists do: jobs that run are finished
const queue = resources.use(createQueue({ log }, queueBackend(env)))
const { enqueue } = queue
const { lists, askedAt } = follower
const canaries = resources.use(await followCanaries({ db, crypto, log }))
const seen = async (mediaId: string, fingerprint: Fingerprint): Promise<void> => {
  const canaryIds = canaries.seenIn(fingerprint)
  if (canaryIds.length > 0) await canariesSeen(db, { mediaId, canaryIds, at: now() })
}
await queue.work(
  { 'match-media': matchMedia({ db, crypto, lists, askedAt, enqueue, use, now, seen }) },
  { concurrency: CONCURRENCY },
)
let since: Date | undefined
resources.use(
  startSweep({ log }, 'media', env.SWEEP_MS, async () => {
    const lost = await mediaNeverCompared(db, BATCH, since)
    // All media are gone through at the start: what is lost later is young.
    if (lost.length < BATCH) since = new Date(now().getTime() - DAY_MS)
    const behind = await mediaBehind(db, await compareEpoch(db), BATCH)
    const late = await mediaLate(db, BATCH)
    for (const mediaId of [...lost, ...behind, ...late]) await enqueue('match-media', { mediaId })
  }),
)
const stopping = new AbortController()
const { signal } = stopping
resources.use(
  startSweep({ log }, 'settle', SETTLE_MS, async () => {
    const settled = await settleEndings(db, log, signal)
    if (settled > 0) log.info({ submissions: settled }, 'endings settled')
  }),
)
const flood = { domains: env.FLOOD_DOMAINS, windowMs: env.FLOOD_WINDOW_HOURS * HOUR_MS }
resources.use(
  startSweep({ log }, 'flood', FLOOD_MS, async () => {
    const entries = (await suspendFlooding(db, flood, now())).length
    if (entries > 0) log.warn({ entries }, 'entries suspended, they match too many sites')
  }),
)
resources.use(
  startSweep({ log }, 'look-back', LOOK_BACK_MS, async () => {
    await pageMedia(db, crypto, log)
    const refresh = () => follower.refresh()
    await lookBack({ db, crypto, log, lists, refresh, use, flood, now, signal })
  }),
)
resources.use(
  startSweep({ log }, 'changed-media', CHANGED_MS, async () => {
    for (const mediaId of await mediaChanged(db, BATCH)) await enqueue('match-media', { mediaId })
  }),
)
resources.use(
  startSweep({ log }, 'expired-lists', CHANGED_MS, async () => {
    if (await epochAfterExpiry(db))
      log.info({}, 'a negative list has expired, all is compared again')
  }),
)
const retention = retentionSettings(env.RETENTION_COUNTRY)
resources.use(
  startSweep({ log }, 'retention', DAY_MS, (stop) =>
    eraseDue({ db, log, now }, LOOKUP_ERASURES, retention, stop),
  ),
)
if (env.LOOKUP_AT !== undefined && env.LOOKUP_TOKEN !== undefined) {
  const deps = { lists, canaries, neighbours: createNeighbours(), use, now }
  resources.use(
    await serveLookups({
      at: env.LOOKUP_AT,
      token: env.LOOKUP_TOKEN,
      log,
      isCurrent: () => !isStale(askedAt(), now()),
      answer: (question) => lookUp(deps, question),
    }),
  )
}

const instance = newId()
resources.defer(() => endState(db, instance))
resources.use(
  startSweep({ log }, 'state', STATE_MS, async () => {
    const { epoch, entries, bytes } = lists()
    await sayState(db, { instance, epoch, entries, bytes })
  }),
)
log.info({ entries: lists().entries }, 'ready')
const stopped = untilStopped()
reportReady()
log.info({ signal: await stopped }, 'stopping')
// what runs for long, and can go on later, ends at its next page
stopping.abort()
await follower.save()
