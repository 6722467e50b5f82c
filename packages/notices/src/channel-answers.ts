import { DomainError, type ResponseClass } from '@nightlight/contract'
import {
  safeError,
  type Db,
  type DbOrTransaction,
  type Enqueue,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import { readAwsReport, type AwsReport } from './channels/aws-abuse-signal.ts'
import type { HttpCall } from './channels/http-call.ts'
import { partName } from './channels/parts.ts'
import type { Deadlines } from './deadline.ts'
import { keepAnswer, namedAddresses, partsToAsk, type OpenQuestion } from './notice-part-store.ts'
import { readChannel } from './provider-channel-store.ts'
import { applyReply } from './replies/apply-reply.ts'

type Deps = {
  db: Db
  enqueue: Enqueue
  crypto: FieldCrypto
  deadlines: Deadlines
  call: HttpCall
  now: () => Date
  log: Log
}

const BATCH = 50
const NOTHING = { remoteStatus: null, answer: null }
const LEAST_MS = 60_000
const MOST_MS = 6 * 3_600_000
/** After so long there will be no answer. */
const GIVEN_UP_MS = 30 * 24 * 3_600_000

/**
 * Asks providers what they made of what they took, the longer ago the more seldom, and takes their
 * answers in as replies. That content is gone is a claim: it has the next look fall due.
 */
export const askChannels =
  (deps: Deps) =>
  async (signal: AbortSignal): Promise<void> => {
    for (const question of await partsToAsk(deps.db, BATCH)) {
      if (signal.aborted) return
      const { noticeId } = question
      try {
        const report = await ask(deps, question, signal)
        const looks = await deps.db
          .transaction()
          .execute((trx) => keep(trx, deps, question, report))
        await deps.enqueue('check-removal', ...looks.map((takedownId) => ({ takedownId })))
      } catch (error) {
        // One that cannot be dealt with must not keep the others back.
        deps.log.error({ noticeId, error: safeError(error) }, 'an answer of a provider is not kept')
        await keepAnswer(deps.db, question, { ...NOTHING, askInMs: MOST_MS })
      }
    }
  }

async function ask(
  { db, crypto, call, now, log }: Deps,
  { noticeId, channelId, remoteId }: OpenQuestion,
  signal: AbortSignal,
): Promise<AwsReport | null> {
  try {
    const channel = await readChannel(db, crypto, channelId)
    if (channel?.settings.kind !== 'aws') return null
    return await readAwsReport({ call, now }, channel.settings.settings, remoteId, signal)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    log.warn({ noticeId, channelId, error: safeError(error) }, 'a channel cannot be asked')
    return null
  }
}

async function keep(
  db: DbOrTransaction,
  deps: Deps,
  question: OpenQuestion,
  report: AwsReport | null,
): Promise<string[]> {
  const { ageMs } = question
  const isOver = report?.answer != null || ageMs > GIVEN_UP_MS
  const askInMs = isOver ? null : Math.min(Math.max(ageMs / 4, LEAST_MS), MOST_MS)
  const { status: remoteStatus = null, answer = null } = report ?? {}
  const looks =
    report && answer !== null ? await tell(db, deps, question, { ...report, answer }) : []
  await keepAnswer(db, question, { remoteStatus, answer, askInMs })
  return looks
}

/** An answer by a channel is a reply like any other; what it says is the code that it gave. */
async function tell(
  db: DbOrTransaction,
  { crypto, deadlines, now, log }: Deps,
  { noticeId, part }: OpenQuestion,
  { reportId, answer, code: detail }: AwsReport & { answer: ResponseClass },
): Promise<string[]> {
  const named = await namedAddresses(db, crypto, noticeId)
  const about = named.filter(({ url }) => partName(crypto, noticeId, new URL(url).href) === part)
  const ids = [...new Set(about.map(({ takedownId }) => takedownId))].toSorted()
  const { looks } = await applyReply(
    db,
    { crypto, deadlines },
    {
      noticeId,
      eventId: `aws ${reportId}`,
      way: 'api',
      contactId: null,
      actor: 'provider',
      at: now(),
      answers: ids.map((takedownId) => ({ takedownId, answer, detail })),
    },
  )
  log.info({ noticeId, answer }, 'a provider answered')
  return looks
}
