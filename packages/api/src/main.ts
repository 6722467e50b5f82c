import { logKeyOf, verifierOf } from '@nightlight/audit'
import { createLookupClient } from '@nightlight/matcher'
import {
  createDeadlines,
  createFactStore,
  createMatchFactStore,
  foldFigureDays,
  readSender,
} from '@nightlight/notices'
import {
  connect,
  createLog,
  createQueue,
  createRecordSigner,
  eraseDue,
  httpsServer,
  openDataKeys,
  parseMasterKey,
  queueBackend,
  readEnvironment,
  reportReady,
  retentionSettings,
  safeError,
  startCertificateWatch,
  startHeartbeat,
  startSweep,
  untilStopped,
  warnOfOwner,
  type DbOrTransaction,
} from '@nightlight/runtime'
import { forgetItems } from './address-files/forget-items.ts'
import { createApp } from './app.ts'
import { EXPORTS_AT_ONCE } from './case-export/send-case.ts'
import { ApiEnvironment, peopleSettings } from './config.ts'
import { listenProblem } from './listen-problem.ts'
import { apiErasures } from './retention/api-erasures.ts'
import { UPLOADS } from './routes/upload-routes.ts'
import { createMatchSettling } from './statistics/settle-matches.ts'
import { PARTS_AT_ONCE } from './uploads/parts.ts'
import { openSpool } from './uploads/spool.ts'

/** Connections for everything but files, their parts and exports, each of which holds one and uses another. */
const CONNECTIONS = 8
/** What changed is folded in by who reads figures; this is for where nobody does. */
const FOLD_MS = 600_000
const SETTLE_MS = 20_000
const FORGET_MS = 60_000

const env = readEnvironment(ApiEnvironment, process.env)
const log = createLog('api', { level: env.LOG_LEVEL })
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const max = CONNECTIONS + 2 * (UPLOADS.atOnce + EXPORTS_AT_ONCE + PARTS_AT_ONCE)
const db = connect(env.DATABASE_URL, { name: 'api', max, short: true })
resources.defer(() => db.destroy())
const keys = resources.use(await openDataKeys(db, parseMasterKey(env.FIELD_KEY)))
await warnOfOwner(db, log)
resources.use(startHeartbeat({ db, log }, 'api'))
resources.use(startCertificateWatch({ db, log }, httpsServer('console', env.PUBLIC_URL)))
const { crypto } = keys
const signer = createRecordSigner(keys.rootKey)
const logKey = async (from: DbOrTransaction) => verifierOf(await logKeyOf(from, keys.rootKey))
const { enqueue } = resources.use(createQueue({ log }, queueBackend(env)))
const secure = env.PUBLIC_URL?.startsWith('https:') ?? false
const uploads = { maxBytes: env.UPLOAD_MAX_BYTES, mostBytes: env.UPLOAD_DIR_BYTES }
const spool = env.UPLOAD_DIR === undefined ? undefined : await openSpool(env.UPLOAD_DIR)
const deadlines = createDeadlines(env.PACE)
const { identity, proxies } = peopleSettings(env)
const limits = { perKey: env.RATE_PER_KEY, perNetwork: env.RATE_PER_NETWORK }
const eventNetworks = (env.EVENT_ALLOW_NETWORKS ?? '').split(/[\s,]+/).filter(Boolean)
const { LOOKUP_AT: at, LOOKUP_TOKEN: token } = env
const lookups =
  at === undefined || token === undefined
    ? undefined
    : resources.use(createLookupClient({ at, token }))
const retention = retentionSettings(env.RETENTION_COUNTRY)
const facts = createFactStore(db)
const matchFacts = createMatchFactStore(db)
const deps = {
  db,
  crypto,
  signer,
  logKey,
  enqueue,
  now,
  log,
  secure,
  uploads,
  spool,
  deadlines,
  identity,
  proxies,
  limits,
  lookups,
  retention,
  facts,
  matchFacts,
  undoMs: env.UNDO_SECONDS * 1000,
  secondPercent: env.SECOND_ASSESSMENT_PERCENT,
  revealBudget: env.REVEALS_PER_SHIFT,
}
const erasures = apiErasures(crypto)
resources.use(
  startSweep({ log }, 'retention', 24 * 3_600_000, (signal) =>
    eraseDue(deps, erasures, retention, signal),
  ),
)
resources.use(startSweep({ log }, 'figures', FOLD_MS, () => foldFigureDays(db)))
resources.use(startSweep({ log }, 'match-figures', SETTLE_MS, createMatchSettling(db)))
resources.use(
  startSweep({ log }, 'address-files', FORGET_MS, async () => {
    await forgetItems(db, now())
  }),
)
const sender = readSender(process.env)
const app = await createApp({ ...deps, eventNetworks, sender, organisation: env.ORGANISATION })
resources.defer(() => app.close())
try {
  const address = await app.listen({ host: env.HOST, port: env.PORT })
  const url = env.PUBLIC_URL ?? address
  log.info({ port: env.PORT }, 'ready')
  const stopped = untilStopped()
  reportReady({ url })
  // whoever asks for figures first would wait for a second or two
  Promise.all([facts.read(), matchFacts.read()]).catch((error: unknown) =>
    log.warn({ error: safeError(error) }, 'figures not read'),
  )
  log.info({ signal: await stopped }, 'stopping')
} catch (error) {
  process.stderr.write(`${listenProblem(error, env)}\n`)
  process.exitCode = 1
}
