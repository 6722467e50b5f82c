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
import { MatcherEnvironment } from './config.ts'
import { matchMedia } from './jobs/match-media.ts'
import { followLists } from './list-follower.ts'
import { mediaBehind, mediaNeverCompared } from './match-store.ts'

const BATCH = 500
const DAY_MS = 86_400_000

const env = readEnvironment(MatcherEnvironment, process.env)
const log = createLog('matcher', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'matcher' })
resources.defer(() => db.destroy())
const queue = resources.use(createQueue({ log }, queueBackend(env)))
const follower = resources.use(
  await followLists({ db, crypto, log, now, databaseUrl: env.DATABASE_URL }),
)
const { enqueue } = queue
await queue.work({ 'match-media': matchMedia({ db, crypto, lists: follower.lists, enqueue }) })
let since: Date | undefined
resources.use(
  startSweep({ log }, 'media', env.SWEEP_MS, async () => {
    const lost = await mediaNeverCompared(db, BATCH, since)
    // All media are gone through at the start: what is lost later is young.
    if (lost.length < BATCH) since = new Date(now().getTime() - DAY_MS)
    const behind = await mediaBehind(db, follower.lists().epoch, BATCH)
    for (const mediaId of [...lost, ...behind]) await enqueue('match-media', { mediaId })
  }),
)
log.info({ entries: follower.lists().entries }, 'ready')
const stopped = untilStopped()
reportReady()
log.info({ signal: await stopped }, 'stopping')
