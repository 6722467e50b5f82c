import { createDeadlines } from '@nightlight/notices'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  createRecordSigner,
  parseMasterKey,
  queueBackend,
  readEnvironment,
  reportReady,
  untilStopped,
} from '@nightlight/runtime'
import { createApp } from './app.ts'
import { ApiEnvironment } from './config.ts'
import { listenProblem } from './listen-problem.ts'
import { UPLOADS } from './routes/upload-routes.ts'

/** Connections for everything but files, each of which holds one and uses another. */
const CONNECTIONS = 8

const env = readEnvironment(ApiEnvironment, process.env)
const log = createLog('api', { level: env.LOG_LEVEL })
const masterKey = parseMasterKey(env.FIELD_KEY)
const crypto = createFieldCrypto(masterKey)
const signer = createRecordSigner(masterKey)
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const max = CONNECTIONS + 2 * UPLOADS.atOnce
const db = connect(env.DATABASE_URL, { name: 'api', max })
resources.defer(() => db.destroy())
const { enqueue } = resources.use(createQueue({ log }, queueBackend(env)))
const secure = env.PUBLIC_URL?.startsWith('https:') ?? false
const uploads = { maxBytes: env.UPLOAD_MAX_BYTES }
const deadlines = createDeadlines(env.PACE)
const deps = { db, crypto, signer, enqueue, now, log, secure, uploads, deadlines }
const app = await createApp(deps)
resources.defer(() => app.close())
try {
  const address = await app.listen({ host: env.HOST, port: env.PORT })
  const url = env.PUBLIC_URL ?? address
  log.info({ port: env.PORT }, 'ready')
  const stopped = untilStopped()
  reportReady({ url })
  log.info({ signal: await stopped }, 'stopping')
} catch (error) {
  process.stderr.write(`${listenProblem(error, env)}\n`)
  process.exitCode = 1
}
