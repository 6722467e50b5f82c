import {
  checkDatabaseUrl,
  checkRedisUrl,
  createLog,
  migrate,
  prepareQueue,
  queueBackend,
  startPostgres,
} from '@nightlight/runtime'
import { fieldKey, readServiceFile, secretSetting, type DataDirectory } from './data-directory.ts'
import { keysInPlace } from './keys-in-place.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The ground that the processes stand on: database, queue, key. */
export type Station = {
  /** Of the owner of the tables; processes have logins of their own where the database is ours. */
  databaseUrl: string
  isOwn: boolean
  redisUrl: string | null
  fieldKey: string
  /** In words, for the person who starts it. */
  database: string
  queue: string
  /** Resolves when the embedded database ends; never for one of the operator's own. */
  databaseEnded: Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Brings up what the processes need: embedded Postgres unless `DATABASE_URL`, the schema, the queue
 * (Postgres unless `REDIS_URL`).
 *
 * @throws {DomainError} one sentence each: database unreachable, directory in use, disk full
 */
export async function openStation(directory: DataDirectory, env: Env): Promise<Station> {
  await using started = new AsyncDisposableStack()
  const log = createLog('station', { level: 'warn' })
  const external = secretSetting(env, 'DATABASE_URL')
  let databaseUrl: string
  let database: string
  let databaseEnded = new Promise<void>(() => undefined)
  if (external) {
    await checkDatabaseUrl(external)
    databaseUrl = external
    database = 'PostgreSQL at DATABASE_URL'
  } else {
    const server = await startPostgres({ dataDir: directory.postgres, log })
    started.use(server)
    databaseUrl = server.url
    databaseEnded = server.ended
    database = `embedded PostgreSQL (${server.how})`
  }
  const redisUrl = secretSetting(env, 'REDIS_URL')
  if (redisUrl) await checkRedisUrl(redisUrl)
  // the queue's tables first: what roles may do there is set when the others are there
  await prepareQueue(
    queueBackend({ DATABASE_URL: databaseUrl, ...(redisUrl ? { REDIS_URL: redisUrl } : {}) }),
  )
  await migrate(databaseUrl)
  const key = await keysInPlace(databaseUrl, directory, env)
  const resources = started.move()
  return {
    databaseUrl,
    isOwn: external === null,
    redisUrl,
    fieldKey: key,
    database,
    databaseEnded,
    queue: redisUrl ? 'BullMQ on Redis (REDIS_URL)' : 'BullMQ on PostgreSQL',
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/**
 * The station of a data directory for one command: of the service that runs on it, else one of its
 * own that ends with the command.
 */
export async function borrowStation(
  directory: DataDirectory,
  env: Env,
): Promise<Pick<Station, 'databaseUrl' | 'fieldKey'> & AsyncDisposable> {
  const service = await readServiceFile(directory)
  if (service && (await answers(service.databaseUrl))) {
    const key = await fieldKey(directory, env)
    return {
      databaseUrl: service.databaseUrl,
      fieldKey: key,
      [Symbol.asyncDispose]: async () => undefined,
    }
  }
  return openStation(directory, env)
}

const answers = (databaseUrl: string): Promise<boolean> =>
  checkDatabaseUrl(databaseUrl).then(
    () => true,
    () => false,
  )
