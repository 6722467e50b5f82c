import {
  connect,
  createLog,
  openDataKeys,
  parseMasterKey,
  readEnvironment,
  reportReady,
  runAlone,
  safeError,
  startHeartbeat,
  startSweep,
  untilStopped,
  warnOfOwner,
} from '@nightlight/runtime'
import { Type } from 'typebox'
import { askOpinions } from '../opinions/ask-opinions.ts'
import { readDue } from './run-feed.ts'

/** What the exchange process reads from its environment. */
const ExchangeEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  SWEEP_MS: Type.Integer({ default: 15_000, minimum: 50 }),
})

const FEEDS_LOCK = 710_422
const OPINIONS_LOCK = 710_424

// A process of its own: the matcher holds the lists and talks to the database alone.
const env = readEnvironment(ExchangeEnvironment, process.env)
const log = createLog('exchange', { level: env.LOG_LEVEL })
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'exchange', max: 5 })
resources.defer(() => db.destroy())
const { crypto } = resources.use(await openDataKeys(db, parseMasterKey(env.FIELD_KEY)))
await warnOfOwner(db, log)
resources.use(startHeartbeat({ db, log }, 'exchange'))
const stopping = new AbortController()
const deps = { db, crypto, log, now }
/** Of several processes one does it. */
const alone = (lock: number, run: () => Promise<void>) => async (): Promise<void> => {
  await runAlone(db, lock, async () => {
    try {
      await run()
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ error: safeError(error) }, 'exchanges not read')
    }
  })
}
const feeds = alone(FEEDS_LOCK, () => readDue(deps, stopping.signal))
resources.use(startSweep({ log }, 'exchanges', env.SWEEP_MS, feeds))
// apart from reading lists, which may take hours
const opinions = alone(OPINIONS_LOCK, () => askOpinions(deps, stopping.signal))
resources.use(startSweep({ log }, 'opinions', env.SWEEP_MS, opinions))
log.info({}, 'ready')
const stopped = untilStopped()
reportReady()
log.info({ signal: await stopped }, 'stopping')
stopping.abort()
