import { DomainError } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type ChannelKind,
  type DbOrTransaction,
  type FieldCrypto,
  type TestOutcome,
} from '@nightlight/runtime'
import {
  channelOfProvider,
  channelsOf,
  noChannel,
  proposeChannel,
  type Person,
} from '../provider-channel-store.ts'
import { lockProvider } from '../provider-store.ts'

/** Within an hour: nobody has us call an endpoint again and again. */
const MOST_AN_HOUR = 5
const HOUR_MS = 3_600_000
/** What one provider may have waiting for a person of the hotline. */
const MOST_WAITING = 3
/** Ways that take a message about no case. */
const BY_MESSAGE: readonly ChannelKind[] = ['webhook', 'smtp', 'reply-page']
/** Interfaces, which take reports that count and nothing else: the hotline, whose keys they are, has them asked. */
const BY_QUESTION: readonly ChannelKind[] = ['aws', 'cloudflare']

type By = Person & { at: Date }

/**
 * Somebody of a provider asks that a way of it be tried by a message about no case. Call it in a transaction.
 *
 * @param asked.channelId  null for a mail to the mailbox in use
 * @returns id for `test-channel`
 * @throws {DomainError} not-found `channel-not-found`, also for a way of another provider; conflict `channel-not-triable`,
 *   `channel-tests-many`
 */
export const askTest = (
  db: DbOrTransaction,
  asked: { providerId: string; channelId: string | null },
  by: By,
): Promise<string> => ask(db, asked, BY_MESSAGE, by)

/**
 * Asks that the interface of a provider be asked whether it takes our keys; nothing is reported by it. Call it in a transaction.
 *
 * @returns id for `test-channel`
 * @throws {DomainError} not-found `channel-not-found`; conflict `channel-not-triable`, `channel-tests-many`
 */
export async function askCheck(
  db: DbOrTransaction,
  channelId: string,
  by: Pick<By, 'actor' | 'at'>,
): Promise<string> {
  const row = await db
    .selectFrom('provider_channel')
    .select('provider_id')
    .where('id', '=', channelId)
    .executeTakeFirst()
  if (!row) throw noChannel()
  return ask(db, { providerId: row.provider_id, channelId }, BY_QUESTION, by)
}

async function ask(
  db: DbOrTransaction,
  { providerId, channelId }: { providerId: string; channelId: string | null },
  kinds: readonly ChannelKind[],
  by: Pick<By, 'actor' | 'at'>,
): Promise<string> {
  await lockProvider(db, providerId)
  if (channelId !== null) {
    const { kind } = await openChannel(db, providerId, channelId)
    if (!kinds.includes(kind)) throw conflict('channel-not-triable', 'not by this')
  }
  const { n } = await triedBy(db, providerId, kinds)
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('asked_at', '>', new Date(by.at.getTime() - HOUR_MS))
    .executeTakeFirstOrThrow()
  if (Number(n) >= MOST_AN_HOUR) throw conflict('channel-tests-many', 'five within an hour')
  const id = newId()
  await db
    .insertInto('channel_test')
    .values({
      id,
      provider_id: providerId,
      channel_id: channelId,
      asked_by: by.actor,
      asked_at: by.at,
    })
    .execute()
  const about = { objectType: 'provider', objectId: providerId, detail: { testId: id } }
  await writeAudit(db, { actor: by.actor, action: 'channel-tested', ...about })
  return id
}

/** What the hotline has asked and what the provider tried are apart: neither uses up the other’s. A mail has no way. */
const triedBy = (db: DbOrTransaction, providerId: string, kinds: readonly ChannelKind[]) =>
  db
    .selectFrom('channel_test')
    .leftJoin('provider_channel as way', 'way.id', 'channel_test.channel_id')
    .where('channel_test.provider_id', '=', providerId)
    .where((eb) => eb(eb.fn.coalesce('way.kind', eb.val<ChannelKind>('smtp')), 'in', [...kinds]))

async function openChannel(db: DbOrTransaction, providerId: string, id: string) {
  const found = await channelOfProvider(db, providerId, id)
  if (found.state === 'disabled') throw noChannel()
  return found
}

/**
 * A provider proposes an endpoint of its own; somebody of the hotline approves it, as with every way. Call it in a transaction.
 *
 * @throws {DomainError} invalid `channel-settings-invalid`, conflict `portal-proposals-many`
 */
export async function proposeOwnWebhook(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { providerId, url, secret }: { providerId: string; url: string; secret: string },
  by: By,
): Promise<string> {
  await lockProvider(db, providerId)
  const waiting = (await channelsOf(db, crypto, providerId)).filter(
    ({ state }) => state === 'proposed',
  )
  if (waiting.length >= MOST_WAITING) {
    throw conflict('portal-proposals-many', 'what was proposed before waits')
  }
  const configuration = { url, secrets: [secret] }
  return proposeChannel(db, crypto, { providerId, kind: 'webhook', configuration, by })
}

export type ChannelTest = {
  id: string
  channelId: string | null
  askedAt: Date
  doneAt: Date | null
  outcome: TestOutcome | null
  /** Status of HTTP or of the mail server; null where there was no answer. */
  code: number | null
}

/** The newest tries that a provider asked for; none of what the hotline had an interface asked. */
export async function testsOf(
  db: DbOrTransaction,
  providerId: string,
  limit: number,
): Promise<ChannelTest[]> {
  const rows = await triedBy(db, providerId, BY_MESSAGE)
    .select(['channel_test.id', 'channel_id', 'asked_at', 'done_at', 'outcome', 'code'])
    .orderBy('asked_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    channelId: row.channel_id,
    askedAt: row.asked_at,
    doneAt: row.done_at,
    outcome: row.outcome,
    code: row.code,
  }))
}

/** Tries that wait, the first first; those that were asked for long ago are left. */
export async function testsDue(db: DbOrTransaction, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('channel_test')
    .select('id')
    .where('done_at', 'is', null)
    .where('asked_at', '>', new Date(now.getTime() - HOUR_MS))
    .orderBy('asked_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** One that waits; null when it was done. */
export const readDueTest = (db: DbOrTransaction, id: string) =>
  db
    .selectFrom('channel_test')
    .innerJoin('provider', 'provider.id', 'channel_test.provider_id')
    .select([
      'channel_test.id',
      'channel_test.provider_id as providerId',
      'channel_test.channel_id as channelId',
      'provider.language',
    ])
    .where('channel_test.id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirst()

export async function settleTest(
  db: DbOrTransaction,
  id: string,
  { outcome, code, at }: { outcome: TestOutcome; code: number | null; at: Date },
): Promise<void> {
  await db
    .updateTable('channel_test')
    .set({ outcome, code, done_at: at })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .execute()
}

const conflict = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Trying a channel: ${why}`)
