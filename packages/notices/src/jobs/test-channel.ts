import { DomainError, type Language } from '@nightlight/contract'
import {
  safeError,
  type Db,
  type FieldCrypto,
  type Handler,
  type Log,
  type TestOutcome,
} from '@nightlight/runtime'
import { checkAws } from '../channels/aws-abuse-signal.ts'
import { checkCloudflare } from '../channels/cloudflare-abuse.ts'
import { buildMail } from '../channels/email.ts'
import { signDkim, type DkimKey } from '../channels/dkim.ts'
import type { HttpCall } from '../channels/http-call.ts'
import { declined, isTaken, unanswered } from '../channels/http-outcome.ts'
import type { Mailer } from '../channels/mailer.ts'
import { webhookSignature, webhookTimestamp } from '../channels/webhook-signature.ts'
import type { ChannelSettings, WebhookSettings } from '../channel-settings.ts'
import type { LetterSender } from '../documents/letter-text.ts'
import type { Ended } from '../ended.ts'
import { readDueTest, settleTest } from '../portal/channel-tests.ts'
import { writeTest } from '../portal/test-text.ts'
import { readChannel } from '../provider-channel-store.ts'
import { usableContact } from '../provider-store.ts'

type Deps = {
  db: Db
  crypto: FieldCrypto
  mailer: Mailer
  call: HttpCall
  dkim: readonly DkimKey[]
  sender: LetterSender & { domain: string }
  now: () => Date
  log: Log
}
type Test = { id: string; language: Language }
type Result = { outcome: TestOutcome; code: number | null }

const UNSENDABLE: Result = { outcome: 'unsendable', code: null }

/**
 * Sends a message that is about no case by a way of a provider, signed as notices are, and keeps what the other side said.
 *
 * Its id is that of the test: whoever gets it twice drops one. An interface takes reports that count and nothing else, so it is
 * asked something that reports nothing.
 */
export const testChannel =
  (deps: Deps): Handler<'test-channel'> =>
  async ({ testId }, { signal }) => {
    const { db, now, log } = deps
    const due = await readDueTest(db, testId)
    if (!due) return { status: 'skipped', reason: 'not-due' }
    const test = { id: due.id, language: due.language as Language }
    const result = await tried(deps, test, due, signal)
    await settleTest(db, due.id, { ...result, at: now() })
    log.info({ testId, outcome: result.outcome }, 'channel tested')
    return { status: 'done' }
  }

async function tried(
  deps: Deps,
  test: Test,
  { channelId, providerId }: { channelId: string | null; providerId: string },
  signal: AbortSignal,
): Promise<Result> {
  const channel = channelId === null ? null : await settingsOf(deps, channelId)
  if (channel === 'unreadable') return UNSENDABLE
  switch (channel?.kind) {
    case 'webhook':
      return post(deps, test, channel.settings, signal)
    case 'aws':
      return checkAws(deps, channel.settings, test.id, signal)
    case 'cloudflare':
      return checkCloudflare(deps, channel.settings, signal)
    case 'smtp':
    case 'reply-page':
    case undefined:
      return mail(deps, test, providerId, signal)
  }
}

async function settingsOf(
  { db, crypto, log }: Deps,
  channelId: string,
): Promise<ChannelSettings | 'unreadable' | null> {
  try {
    return (await readChannel(db, crypto, channelId))?.settings ?? null
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    log.error({ channelId, error: safeError(error) }, 'a channel cannot be used')
    return 'unreadable'
  }
}

async function post(
  { call, now, sender }: Deps,
  { id, language }: Test,
  { url, secrets }: WebhookSettings,
  signal: AbortSignal,
): Promise<Result> {
  const at = now()
  const data = { noticeId: id, reference: 'TEST', kind: 'test', language }
  const body = JSON.stringify({
    type: 'notice.test',
    timestamp: at.toISOString(),
    data: { ...data, ...writeTest(language, sender.organisation), xarf: [], addresses: [] },
  })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Nightlight',
    'webhook-id': id,
    'webhook-timestamp': webhookTimestamp(at),
    'webhook-signature': webhookSignature(secrets, { id, at, body }),
  }
  const end = await call({ method: 'POST', url, headers, body }, signal)
  if (end.status !== 'reply') return resultOf(unanswered(end))
  return isTaken(end) ? { outcome: 'accepted', code: end.code } : resultOf(declined(end, now()))
}

async function mail(
  { db, mailer, dkim, sender, now }: Deps,
  { id, language }: Test,
  providerId: string,
  signal: AbortSignal,
): Promise<Result> {
  const contact = await usableContact(db, providerId)
  if (!contact) return UNSENDABLE
  const { mailbox: from, domain, organisation } = sender
  const written = await buildMail(
    { ...writeTest(language, organisation), xarf: [] },
    {
      from,
      to: contact.mailbox,
      messageId: `<${id}@${domain}>`,
      noticeId: id,
      language,
      date: now(),
    },
  )
  const raw = dkim.length > 0 ? signDkim(written, dkim) : written
  return resultOf(await mailer.deliver({ from, to: contact.mailbox, raw }, signal))
}

const TOLD: readonly string[] = ['accepted', 'deferred', 'turned-away', 'in-doubt', 'refused']
const isTold = (status: string): status is TestOutcome => TOLD.includes(status)

function resultOf(ended: Ended): Result {
  if (!isTold(ended.status)) return UNSENDABLE
  return { outcome: ended.status, code: 'code' in ended ? ended.code : null }
}
