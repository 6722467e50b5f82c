import { availableParallelism } from 'node:os'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  newId,
  parseMasterKey,
  queueBackend,
  readEnvironment,
  reportReady,
  startSweep,
  untilStopped,
} from '@nightlight/runtime'
import { MatcherEnvironment } from './config.ts'
import { matchMedia } from './jobs/match-media.ts'
import { followLists } from './list-follower.ts'
import { compareFor, epochAfterExpiry } from './list-epochs.ts'
import { PURPOSE } from './lists/list-terms.ts'
import { endState, mediaBehind, mediaChanged, mediaNeverCompared, sayState } from './match-store.ts'

const BATCH = 500
const DAY_MS = 86_400_000
const STATE_MS = 5_000
const CHANGED_MS = 600_000
/** Jobs at once: they are compared in batches. */
const CONCURRENCY = 64

const env = readEnvironment(MatcherEnvironment, process.env)
const log = createLog('matcher', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'matcher' })
resources.defer(() => db.destroy())
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
await queue.work(
  { 'match-media': matchMedia({ db, crypto, lists, askedAt, enqueue, use, now }) },
  { concurrency: CONCURRENCY },
)
let since: Date | undefined
resources.use(
  startSweep({ log }, 'media', env.SWEEP_MS, async () => {
    const lost = await mediaNeverCompared(db, BATCH, since)
    // All media are gone through at the start: what is lost later is young.
    if (lost.length < BATCH) since = new Date(now().getTime() - DAY_MS)
    const behind = await mediaBehind(db, lists().epoch, BATCH)
    for (const mediaId of [...lost, ...behind]) await enqueue('match-media', { mediaId })
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
await follower.save()
