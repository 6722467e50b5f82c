import { DomainError, type HashAlgorithm } from '@nightlight/contract'
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
  is_of_feed: boolean
}

/**
 * Tells an exchange what people here have said of its entries: verdict and a code, never their words. A vote may be
 * told twice when this process is killed in between; exchanges keep one of each. What can never be told counts as told,
 * so that it does not stand before the others for ever.
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
  const votes: { id: string; entryId: string; vote: Vote }[] = []
  for (const one of untold) {
    const vote = voteOf(crypto, one)
    if (typeof vote === 'string') await markTold(db, one.id, one.entry_id, vote)
    else votes.push({ id: one.id, entryId: one.entry_id, vote })
  }
  if (votes.length === 0) return 0
  const results = await client.sendFeedback(
    votes.map(({ vote }) => vote),
    signal,
  )
  let taken = 0
  for (const [at, result] of results.entries()) {
    if (result.status === 'later') continue
    const { id, entryId } = votes[at]!
    await markTold(db, id, entryId, result.status === 'sent' ? 'sent' : result.code)
    if (result.status === 'sent') taken++
  }
  return taken
}

const markTold = (db: Db, id: string, entryId: string, result: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
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
      detail: { result },
    })
  })

async function votesUntold(db: Db, { list_id }: Feed): Promise<Untold[]> {
  const { rows } = await sql<Untold>`
    select v.id, v.entry_id, v.verdict, m.algorithm, p.id as page_id, p.hashes_ct,
           s.kind = 'feed' as is_of_feed
      from entry_vote v
      join list_entry e on e.id = v.entry_id and e.list_id = ${list_id}
      join entry_page p on p.id = e.page_id
      join submission s on s.id = p.submission_id
      left join match m on m.id = v.match_id
     where v.told_at is null
     order by v.at limit ${TOGETHER}`.execute(db)
  return rows
}

function voteOf(crypto: FieldCrypto, untold: Untold): Vote | 'no-reference' | 'not-readable' {
  // what an officer calls it is none of the exchange's business
  if (!untold.is_of_feed) return 'no-reference'
  try {
    return voteIn(crypto, untold)
  } catch (error) {
    if (error instanceof DomainError || error instanceof RangeError) return 'not-readable'
    throw error
  }
}

function voteIn(
  crypto: FieldCrypto,
  { entry_id, verdict, algorithm, page_id, hashes_ct }: Untold,
): Vote | 'no-reference' {
  for (const entry of decodePage(crypto.open(pagePlace(page_id), hashes_ct))) {
    if (entry.id !== entry_id || entry.reference === null) continue
    const known = algorithm ?? entry.hashes[0]?.algorithm
    return {
      reference: entry.reference,
      verdict,
      reason: verdict === 'confirm' ? 'confirmed' : 'rejected',
      ...(known ? { algorithm: known } : {}),
    }
  }
  return 'no-reference'
}
