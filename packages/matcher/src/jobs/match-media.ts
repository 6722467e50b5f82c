import type { Db, Enqueue, FieldCrypto, Handler } from '@nightlight/runtime'
import type { ActiveLists } from '../active-lists.ts'
import { matchFingerprint } from '../match-rules.ts'
import { hasMatch, matchedEpoch, readFingerprint, recordMatches } from '../match-store.ts'

/**
 * Compares one media with the active lists and records what fits.
 *
 * Twice equals once: results are unique per media and entry. A media whose fingerprint was completed
 * since is compared again. A media that has matches is handed on
 * even when it was compared before, because it may have been seen at a new place.
 */
export const matchMedia =
  (deps: {
    db: Db
    crypto: FieldCrypto
    lists: () => ActiveLists
    enqueue: Enqueue
  }): Handler<'match-media'> =>
  async ({ mediaId }) => {
    const { db, crypto, enqueue } = deps
    const lists = deps.lists()
    const epoch = await matchedEpoch(db, mediaId)
    if (epoch !== null && epoch >= lists.epoch) {
      if (await hasMatch(db, mediaId)) await enqueue('open-takedown', { mediaId })
      return { status: 'skipped', reason: 'already-compared' }
    }
    const fingerprint = await readFingerprint(db, crypto, mediaId)
    if (!fingerprint) return { status: 'skipped', reason: 'no-such-media' }
    const results = matchFingerprint(fingerprint, lists)
    const { pipelineVersion } = fingerprint
    const compared = { mediaId, pipelineVersion }
    await db.transaction().execute((trx) => recordMatches(trx, compared, lists.epoch, results))
    if (results.length > 0) await enqueue('open-takedown', { mediaId })
    return { status: 'done' }
  }
