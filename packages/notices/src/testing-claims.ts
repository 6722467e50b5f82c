import type { DbOrTransaction } from '@nightlight/runtime'
import { claimInTurn, type Claim } from './claim-store.ts'

/** Takes a notice that is due as a process does that dies with it; no pace holds it. */
export async function claimNotice(
  db: DbOrTransaction,
  noticeId: string,
  leaseMs: number,
): Promise<Claim> {
  const claim = await claimInTurn(db, noticeId, leaseMs, { perMinute: 0, burst: 1 })
  if (claim === null || claim === 'waits') throw new Error('claim a notice: it is not due')
  return claim
}
