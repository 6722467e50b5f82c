import { hash } from 'node:crypto'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { iso } from '../iso.ts'
import { readTakedown } from '../takedown-store.ts'
import { decisionsOf, disputesOf, eventsOf, groundOf, partiesOf } from './ground-store.ts'

type Deps = { db: DbOrTransaction; crypto: FieldCrypto }

/**
 * The facts of a case as the police get them: exact addresses, digests of the file, roles in place of names, and nothing
 * of who reported. Times are ISO 8601 in UTC.
 *
 * @returns null when there is no such takedown
 */
export async function readCase({ db, crypto }: Deps, takedownId: string) {
  const takedown = await readTakedown(db, takedownId)
  const row = await db
    .selectFrom('takedown')
    .select(['page_location_id', 'media_id'])
    .where('id', '=', takedownId)
    .executeTakeFirst()
  if (!takedown || !row) return null
  const { id, matchId, host, status, outcome, clocks, openedAt } = takedown
  return iso({
    type: 'nightlight/case' as const,
    version: 1 as const,
    takedown: { id, host, status, outcome, openedAt, clocks },
    reports: await reportsOf(db, row.page_location_id),
    addresses: await addressesOf({ db, crypto }, id, row.page_location_id),
    content: await contentOf({ db, crypto }, row.media_id),
    match: await groundOf(db, matchId),
    decisions: await decisionsOf(db, matchId),
    disputes: await disputesOf(db, id),
    events: await eventsOf(db, id),
    parties: await partiesOf(db, id),
  })
}

export type CaseFacts = NonNullable<Awaited<ReturnType<typeof readCase>>>

/** When it was reported; neither by whom nor in what words. */
async function reportsOf(db: DbOrTransaction, pageId: string) {
  const rows = await db
    .selectFrom('report_location')
    .innerJoin('report', 'report.id', 'report_location.report_id')
    .select(['report.id', 'report.received_at'])
    .where('report_location.location_id', '=', pageId)
    .orderBy('report.received_at')
    .orderBy('report.id')
    .execute()
  return rows.map(({ id, received_at: receivedAt }) => ({ id, receivedAt }))
}

async function addressesOf({ db, crypto }: Deps, takedownId: string, pageId: string) {
  const rows = await db
    .selectFrom('location as l')
    .leftJoin('takedown_location as t', (join) =>
      join.onRef('t.location_id', '=', 'l.id').on('t.takedown_id', '=', takedownId),
    )
    .select(['l.id', 'l.host', 'l.url_ct', 'l.first_seen_at', 't.added_at'])
    .where((eb) => eb.or([eb('t.takedown_id', '=', takedownId), eb('l.id', '=', pageId)]))
    .orderBy('l.id')
    .execute()
  return rows.map(({ id, host, url_ct, first_seen_at: firstSeenAt, added_at: addedAt }) => {
    const address = openAddress(crypto, id, url_ct)
    return { id, host, ...address, isPage: id === pageId, firstSeenAt, addedAt }
  })
}

/** An address in clear, with its digest as records for others than the police have it. */
export function openAddress(crypto: FieldCrypto, id: string, sealed: Buffer) {
  const url = crypto.openText({ table: 'location', column: 'url_ct', row: id }, sealed)
  return { url, urlSha256: hash('sha256', url, 'hex') }
}

/** What was stored by the first versions has SHA-256 alone. */
type Digests = { sha256: string; sha1?: string; md5?: string }

/** What the file was, by digests of its bytes; nothing that resembles how it looked. */
async function contentOf({ db, crypto }: Deps, mediaId: string) {
  const row = await db
    .selectFrom('media')
    .select(['id', 'size', 'mime', 'width', 'height', 'frames'])
    .select(['fingerprint_ct', 'pipeline_version', 'first_seen_at'])
    .where('id', '=', mediaId)
    .executeTakeFirst()
  if (!row) return null
  const { fingerprint_ct, pipeline_version: pipelineVersion, first_seen_at: at, ...facts } = row
  const place = { table: 'media', column: 'fingerprint_ct', row: row.id }
  const stored: Digests = JSON.parse(crypto.openText(place, fingerprint_ct))
  const digests = { sha256: stored.sha256, sha1: stored.sha1 ?? null, md5: stored.md5 ?? null }
  return { ...facts, ...digests, pipelineVersion, firstSeenAt: at }
}
