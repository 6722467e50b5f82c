import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  parseMasterKey,
  queueBackend,
  readEnvironment,
  reportReady,
  untilStopped,
} from '@nightlight/runtime'
import { createApp } from './app.ts'
import { ApiEnvironment } from './config.ts'
import { listenProblem } from './listen-problem.ts'

const env = readEnvironment(ApiEnvironment, process.env)
const log = createLog('api', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'api' })
resources.defer(() => db.destroy())
const { enqueue } = resources.use(createQueue({ log }, queueBackend(env)))
const secure = env.PUBLIC_URL?.startsWith('https:') ?? false
const app = await createApp({ db, crypto, enqueue, now, log, secure })
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
