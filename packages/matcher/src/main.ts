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
import { mediaBehind } from './match-store.ts'

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
resources.use(
  startSweep({ log }, 'media-behind', env.SWEEP_MS, async () => {
    for (const mediaId of await mediaBehind(db, follower.lists().epoch, 500)) {
      await enqueue('match-media', { mediaId })
    }
  }),
)
log.info({ entries: follower.lists().entries }, 'ready')
reportReady()
log.info({ signal: await untilStopped() }, 'stopping')
