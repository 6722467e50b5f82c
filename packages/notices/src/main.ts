import {
  connect,
  createLog,
  createQueue,
  eraseDue,
  openDataKeys,
  parseMasterKey,
  queueBackend,
  reportReady,
  retentionSettings,
  startCertificateWatch,
  startHeartbeat,
  startSweep,
  untilStopped,
  warnOfOwner,
} from '@nightlight/runtime'
import type { BeforeSending } from './before-sending.ts'
import { createChannelsFrom } from './channels-from-settings.ts'
import type { DkimKey } from './channels/dkim.ts'
import { createMailer } from './channels/mailer.ts'
import { listed, readNoticesEnvironment, senderOf } from './config.ts'
import { ownServers } from './own-servers.ts'
import { createDeadlines } from './deadline.ts'
import { dueSweep } from './due-sweep.ts'
import { startEventHooks } from './event-hooks/event-hooks-from-settings.ts'
import { retryAtStart } from './first-step.ts'
import { createFindHostFrom } from './hosts-from-settings.ts'
import { startInboundFrom } from './inbound/inbound-from-settings.ts'
import { runMailTest } from './mail-tests/run-mail-test.ts'
import { composeNotice } from './jobs/compose-notice.ts'
import { openTakedown } from './jobs/open-takedown.ts'
import { sendNotice } from './jobs/send-notice.ts'
import { sendReplyMail } from './jobs/send-reply-mail.ts'
import { testChannel } from './jobs/test-channel.ts'
import { readLegalFiles } from './legal-files.ts'
import { createPatience } from './patience.ts'
import { advanceByPolicy } from './policies/advance-by-policy.ts'
import { installPolicy, readPolicyFile } from './policies/install-policy.ts'
import { createPolicyOf } from './policies/policy-in-use.ts'
import { recheck } from './recheck.ts'
import { NOTICE_ERASURES } from './retention/notice-erasures.ts'

/** Jobs of a name: each waits for the database or another server most of the time. */
const atOnce = { concurrency: 8 }
const env = readNoticesEnvironment(process.env)
const log = createLog('notices', { level: env.LOG_LEVEL })
const now = (): Date => new Date()
const deadlines = createDeadlines(env.PACE, {
  checks: env.REMOVAL_CHECKS,
  vantagePoints: env.REMOVAL_VANTAGE_POINTS,
})
const patience = createPatience(env.PACE, env.CHANNEL_FALLBACK_HOURS)
// A hand-over ends before its lease does, or somebody else would begin it anew meanwhile.
const mostMs = env.SMTP_LEASE_MS / 2
const configured = await readPolicyFile(env.ROUTING_POLICY)
const policeMailbox = env.POLICE_MAILBOX ?? null

await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'notices', max: 2 * atOnce.concurrency })
resources.defer(() => db.destroy())
const { crypto } = resources.use(await openDataKeys(db, parseMasterKey(env.FIELD_KEY)))
await warnOfOwner(db, log)
const { status: installed } = await installPolicy(db, configured)
if (installed === 'proposed') {
  log.warn(
    { policy: configured.id },
    'the policy that is configured (ROUTING_POLICY) is not in force: a person activates it (policies list)',
  )
}
const policyOf = createPolicyOf({ db, now })
const hostSettings = { ...env, RDAP_ALLOW_NETWORKS: listed(env.RDAP_ALLOW_NETWORKS) }
const findHost = createFindHostFrom(hostSettings, { db, patience, now })
const mailDomain = env.MAIL_FROM.slice(env.MAIL_FROM.indexOf('@') + 1)
const mailer = env.SMTP_URL
  ? resources.use(
      createMailer({ url: env.SMTP_URL, timeoutMs: Math.min(60_000, mostMs), name: mailDomain }),
    )
  : null
// After what its jobs use, so that it is the first to end and they can finish their work.
const { enqueue, work } = resources.use(createQueue({ log }, queueBackend(env)))
const common = { db, crypto, enqueue, deadlines, patience, now, log }

const setUp = {
  mail: mailer !== null,
  dkim: listed(env.DKIM_KEY).length,
  police: policeMailbox !== null,
  inbound: env.INBOUND_SMTP_PORT !== undefined,
  replyPage: env.REPLY_URL !== undefined,
}
resources.use(startHeartbeat({ db, log }, 'notices', setUp))
resources.use(startCertificateWatch({ db, log }, ownServers(env)))
await retryAtStart(db, { now, policeMailbox })
const jobs = {
  'open-takedown': openTakedown(common),
  'advance-takedown': advanceByPolicy({ ...common, policyOf, findHost, policeMailbox, mailDomain }),
  'compose-notice': composeNotice({ ...common, mailDomain }),
}
await work(jobs, atOnce)
const sender = senderOf(env)
const tests = { db, mailer, dkim: [] as readonly DkimKey[], sender, policeMailbox, now }
if (mailer) {
  const replyLinkMs = env.REPLY_LINK_HOURS * 3_600_000
  const urls = env.URLS_IN_TEXT === 'clear' ? 'clear-text' : 'machine-part'
  const writing = {
    sender,
    urls,
    legal: readLegalFiles(),
    leaseMs: env.SMTP_LEASE_MS,
    replyLinkMs,
  } as const
  const lookAgain = (before: BeforeSending, signal: AbortSignal) =>
    recheck({ ...common, policyOf, findHost }, before, signal)
  const channelSettings = {
    ...env,
    dkimKeys: listed(env.DKIM_KEY),
    dkimSelectors: listed(env.DKIM_SELECTOR),
    allowNetworks: listed(env.CHANNEL_ALLOW_NETWORKS),
    timeoutMs: Math.min(30_000, mostMs),
  }
  const { channels, askChannels, testing } = createChannelsFrom(channelSettings, {
    ...common,
    mailer,
  })
  tests.dkim = testing.dkim
  const pace = { perMinute: env.MAIL_PER_DOMAIN_PER_MINUTE, burst: env.MAIL_BURST_PER_DOMAIN }
  const sending = { ...common, ...writing, channels, pace, recheck: lookAgain }
  const mailJobs = {
    'send-notice': sendNotice(sending),
    'send-reply-mail': sendReplyMail({ ...common, mailer, dkim: testing.dkim, sender }),
    'test-channel': testChannel({ ...common, ...testing, mailer, sender }),
  }
  await work(mailJobs, atOnce)
  resources.use(startSweep({ log }, 'channels', env.SWEEP_MS, askChannels))
} else {
  log.warn({}, 'no mail server is configured (SMTP_URL): notices are composed and wait')
}
resources.use(
  startSweep({ log }, 'mail-tests', env.SWEEP_MS, async (signal) => {
    const outcome = await runMailTest(tests, signal)
    if (outcome !== null) log.info({ outcome }, 'test mail')
  }),
)
await startInboundFrom(env, common, resources)
startEventHooks(env, common, resources)
const sweep = dueSweep({ ...common, sends: mailer !== null })
resources.use(startSweep({ log }, 'due', env.SWEEP_MS, sweep))
const retention = retentionSettings(env.RETENTION_COUNTRY)
resources.use(
  startSweep({ log }, 'retention', 24 * 3_600_000, (signal) =>
    eraseDue(common, NOTICE_ERASURES, retention, signal),
  ),
)
log.info({ configured: configured.id, pace: env.PACE }, 'ready')
const stopped = untilStopped()
reportReady()
log.info({ signal: await stopped }, 'stopping')
