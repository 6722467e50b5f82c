import {
  connect,
  createFieldCrypto,
  createLog,
  parseMasterKey,
  readEnvironment,
  reportReady,
  safeError,
  startSweep,
  untilStopped,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { readDue } from './run-feed.ts'

/** What the exchange process reads from its environment. */
const ExchangeEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
})

const LOOK_MS = 15_000
const LOCK = 710_422

// A process of its own: the matcher holds the lists and talks to the database alone.
const env = readEnvironment(ExchangeEnvironment, process.env)
const log = createLog('exchange', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'exchange', max: 3 })
resources.defer(() => db.destroy())
const stopping = new AbortController()
resources.use(
  startSweep({ log }, 'exchanges', LOOK_MS, () =>
    db.connection().execute(async (held) => {
      // of several processes one reads
      const { rows } = await sql<{ mine: boolean }>`
        select pg_try_advisory_lock(${LOCK}) as mine`.execute(held)
      if (rows[0]?.mine !== true) return
      try {
        await readDue({ db, crypto, log, now }, stopping.signal)
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ error: safeError(error) }, 'exchanges not read')
      } finally {
        await sql`select pg_advisory_unlock(${LOCK})`.execute(held)
      }
    }),
  ),
)
log.info({}, 'ready')
const stopped = untilStopped()
reportReady()
log.info({ signal: await stopped }, 'stopping')
stopping.abort()
