import { readFileSync } from 'node:fs'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  parseMasterKey,
  queueBackend,
  reportReady,
  startSweep,
  untilStopped,
} from '@nightlight/runtime'
import { createMailer } from './channels/mailer.ts'
import { readNoticesEnvironment } from './config.ts'
import { createDeadlines } from './deadline.ts'
import { dueSweep } from './due-sweep.ts'
import { createFindHost } from './find-host.ts'
import { retryAtStart } from './first-step.ts'
import { advanceTakedown } from './jobs/advance-takedown.ts'
import { composeNotice } from './jobs/compose-notice.ts'
import { openTakedown } from './jobs/open-takedown.ts'
import { sendNotice } from './jobs/send-notice.ts'
import { createPatience } from './patience.ts'
import { createRdap } from './recipients/rdap.ts'
import { parsePolicy } from './routing.ts'

const env = readNoticesEnvironment(process.env)
const log = createLog('notices', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
const deadlines = createDeadlines(env.PACE, {
  checks: env.REMOVAL_CHECKS,
  vantagePoints: env.REMOVAL_VANTAGE_POINTS,
})
const patience = createPatience(env.PACE)
const policyFile = env.ROUTING_POLICY.endsWith('.json')
  ? env.ROUTING_POLICY
  : new URL(`../../../infra/policies/${env.ROUTING_POLICY}.json`, import.meta.url)
const policy = parsePolicy(JSON.parse(readFileSync(policyFile, 'utf8')))
const policeMailbox = env.POLICE_MAILBOX ?? null

await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'notices' })
resources.defer(() => db.destroy())
const rdap = createRdap(
  { now },
  { baseUrl: env.RDAP_URL, timeoutMs: 10_000, cacheMs: patience.hostMs, maxBytes: 2 ** 20 },
)
const findHost = createFindHost({ db, rdap, patience, now })
const mailDomain = env.MAIL_FROM.slice(env.MAIL_FROM.indexOf('@') + 1)
const mailer = env.SMTP_URL
  ? resources.use(createMailer({ url: env.SMTP_URL, timeoutMs: 60_000, name: mailDomain }))
  : null
// After what its jobs use, so that it is the first to end and they can finish their work.
const { enqueue, work } = resources.use(createQueue({ log }, queueBackend(env)))
const common = { db, crypto, enqueue, deadlines, patience, now, log }

await retryAtStart(db, { now, policeMailbox })
await work({
  'open-takedown': openTakedown(common),
  'advance-takedown': advanceTakedown({ ...common, policy, findHost, policeMailbox }),
  'compose-notice': composeNotice({ ...common, mailDomain }),
})
if (mailer) {
  const sender = {
    organisation: env.ORGANISATION,
    mailbox: env.MAIL_FROM,
    domain: mailDomain,
    replyUrl: env.REPLY_URL ?? null,
  }
  const { URLS_IN_TEXT: urlPolicy, SMTP_LEASE_MS: leaseMs } = env
  await work({ 'send-notice': sendNotice({ ...common, mailer, sender, urlPolicy, leaseMs }) })
} else {
  log.warn({}, 'no mail server is configured (SMTP_URL): notices are composed and wait')
}
const sweep = dueSweep({ ...common, sends: mailer !== null })
resources.use(startSweep({ log }, 'due', env.SWEEP_MS, sweep))
log.info({ policy: policy.id, pace: env.PACE }, 'ready')
const stopped = untilStopped()
reportReady()
log.info({ signal: await stopped }, 'stopping')
