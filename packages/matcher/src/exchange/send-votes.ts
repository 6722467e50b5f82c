import type { HashAlgorithm } from '@nightlight/contract'
import { writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { decodePage, pagePlace } from '../submissions/entry-pages.ts'
import type { ExchangeClient, Vote } from './exchange-client.ts'
import type { Feed } from './feed-store.ts'

/** Votes that are told at once. */
const TOGETHER = 100

type Untold = {
  id: string
  entry_id: string
  verdict: 'confirm' | 'reject'
  algorithm: HashAlgorithm | null
  hashes_ct: Buffer
  page_id: string
}

/**
 * Tells an exchange what people here have said of its entries: verdict and a code, never their words. A vote may be
 * told twice when this process is killed in between; exchanges keep one of each.
 *
 * @returns how many were taken
 */
export async function sendVotes(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  feed: Feed,
  client: Pick<ExchangeClient, 'sendFeedback'>,
  signal: AbortSignal,
): Promise<number> {
  const untold = await votesUntold(db, feed)
  const votes = untold.flatMap((one) => voteOf(crypto, one) ?? [])
  if (votes.length === 0) return 0
  const results = await client.sendFeedback(
    votes.map(({ vote }) => vote),
    signal,
  )
  let taken = 0
  for (const [at, result] of results.entries()) {
    if (result.status === 'later') continue
    const { id, entryId } = votes[at]!
    await db.transaction().execute(async (trx) => {
      await trx
        .updateTable('entry_vote')
        .set({ told_at: sql`clock_timestamp()` })
        .where('id', '=', id)
        .execute()
      await writeAudit(trx, {
        actor: 'exchange',
        action: 'vote-told',
        objectType: 'list_entry',
        objectId: entryId,
        detail: { result: result.status === 'sent' ? 'sent' : result.code },
      })
    })
    if (result.status === 'sent') taken++
  }
  return taken
}

async function votesUntold(db: Db, { list_id }: Feed): Promise<Untold[]> {
  const { rows } = await sql<Untold>`
    select v.id, v.entry_id, v.verdict, m.algorithm, p.id as page_id, p.hashes_ct
      from entry_vote v
      join list_entry e on e.id = v.entry_id and e.list_id = ${list_id}
      join entry_page p on p.id = e.page_id
      left join match m on m.id = v.match_id
     where v.told_at is null
     order by v.at limit ${TOGETHER}`.execute(db)
  return rows
}

/** Undefined where the entry has no name at its source, or cannot be read. */
function voteOf(
  crypto: FieldCrypto,
  { id, entry_id, verdict, algorithm, page_id, hashes_ct }: Untold,
): { id: string; entryId: string; vote: Vote } | undefined {
  for (const entry of decodePage(crypto.open(pagePlace(page_id), hashes_ct))) {
    if (entry.id !== entry_id || entry.reference === null) continue
    const known = algorithm ?? entry.hashes[0]?.algorithm
    const vote: Vote = {
      reference: entry.reference,
      verdict,
      reason: verdict === 'confirm' ? 'confirmed' : 'rejected',
      ...(known ? { algorithm: known } : {}),
    }
    return { id, entryId: entry_id, vote }
  }
  return undefined
}
