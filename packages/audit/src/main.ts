import {
  connect,
  createLog,
  openDataKeys,
  parseMasterKey,
  readEnvironment,
  reportReady,
  safeError,
  startHeartbeat,
  startSweep,
  untilStopped,
  warnOfOwner,
} from '@nightlight/runtime'
import { askTimestamp, timestamperOf } from './ask-timestamp.ts'
import { askWitness, witnessOf } from './ask-witness.ts'
import { createLogKey } from './checkpoint.ts'
import { readHealth } from './checkpoint-store.ts'
import { AuditEnvironment } from './config.ts'
import { LATEST_SECONDS } from './live-log.ts'
import { runRound } from './round.ts'
import { runVerification } from './verifications/run-verification.ts'

const env = readEnvironment(AuditEnvironment, process.env)
const log = createLog('audit', { level: env.LOG_LEVEL })
const now = (): Date => new Date()
await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'audit', max: 5 })
resources.defer(() => db.destroy())
const keys = resources.use(await openDataKeys(db, parseMasterKey(env.FIELD_KEY)))
await warnOfOwner(db, log)
resources.use(startHeartbeat({ db, log }, 'audit'))
const deps = {
  db,
  crypto: keys.crypto,
  key: createLogKey(keys.rootKey, env.AUDIT_ORIGIN),
  keptHead: env.AUDIT_KEPT_HEAD,
  now,
}
const everyMs = env.AUDIT_CHECKPOINT_MS
let status = ''
const sweep = async (signal: AbortSignal): Promise<void> => {
  const round = await runRound(deps, { everyMs, signal })
  if (round.status !== status) log.info({ status: round.status }, 'sequencer')
  status = round.status
  if (round.status === 'refused') log.error({ error: safeError(round.error) }, 'log not signed')
  if (round.status === 'done' && round.placed > 0) log.debug(round, 'events placed')
  const { unsequencedSeconds } = await readHealth(db)
  if (unsequencedSeconds > LATEST_SECONDS) {
    log.warn({ seconds: Math.round(unsequencedSeconds) }, 'events without a signed place')
  }
}
resources.use(startSweep({ log }, 'audit', env.SWEEP_MS, sweep))
const witness = witnessOf(env)
if (witness) {
  const ask = async (signal: AbortSignal): Promise<void> => {
    const answer = await askWitness(deps, witness, signal)
    if (answer.status === 'refused') log.warn({ problem: answer.problem }, 'witness has not signed')
  }
  resources.use(startSweep({ log }, 'witness', env.AUDIT_WITNESS_MS, ask))
}
const timestamper = timestamperOf(env)
if (timestamper) {
  const ask = async (signal: AbortSignal): Promise<void> => {
    const answer = await askTimestamp(deps, timestamper, signal)
    if (answer.status === 'refused') log.warn({ problem: answer.problem }, 'no timestamp')
  }
  resources.use(startSweep({ log }, 'timestamp', env.AUDIT_TSA_MS, ask))
}
const verifying = {
  ...deps,
  witness: witness?.key ?? null,
  authorities: timestamper?.authorities ?? null,
}
const verify = async (signal: AbortSignal): Promise<void> => {
  if (await runVerification(verifying, signal)) log.info({}, 'log verified')
}
resources.use(startSweep({ log }, 'verification', env.SWEEP_MS, verify))
log.info({ origin: deps.key.origin }, 'ready')
const stopped = untilStopped()
reportReady({ origin: deps.key.origin })
log.info({ signal: await stopped }, 'stopping')
