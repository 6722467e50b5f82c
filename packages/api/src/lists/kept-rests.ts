import type { AppDeps } from '../app.ts'
import { COUNTS_FRESH_MS } from '../counts.ts'
import { keepAnswers } from '../keep-answer.ts'
import { restCounts, type Ground, type RestCounts } from './rests-store.ts'

/** What rests on something, and when that was so. */
export type KeptRests = RestCounts & { asOf: Date }

/**
 * Counts what rests on lists and submissions for all who ask: on one list may rest most of what there is. Of an entry it is
 * counted for whoever asks.
 */
export function createKeptRests(
  deps: Pick<AppDeps, 'db' | 'now' | 'log' | 'countsFreshMs'>,
): (ground: Ground) => Promise<KeptRests> {
  const keep = keepAnswers<KeptRests>(deps, deps.countsFreshMs ?? COUNTS_FRESH_MS)
  return (ground) => {
    const count = async () => ({ ...(await restCounts(deps.db, ground)), asOf: deps.now() })
    return ground.kind === 'entry' ? count() : keep(`${ground.kind} ${ground.id}`, count)
  }
}
