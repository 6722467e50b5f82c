import type { Fingerprint } from '@nightlight/fingerprint'
import { newId, type Db, type FieldCrypto } from '@nightlight/runtime'
import { colleague, importActive, officer } from '../fixtures/imported.ts'
import { seedMedia } from '../fixtures/seen-media.ts'
import { bytesOf, digestOf, fingerprintOf, listTerms } from '../fixtures/synthetic.ts'
import { SHIELD_LOGIN } from '../exchange/testing-shield.ts'
import { approveOpinions, requestOpinions } from './opinion-source-store.ts'

let numbers = 0

/** Media on pages with matches that wait for an analyst, as the crawler and the matcher write them. */
export function testOpinions(deps: () => { db: Db; crypto: FieldCrypto }) {
  async function pageOf(mediaId: string): Promise<string> {
    const { db, crypto } = deps()
    const id = newId()
    const host = `host${++numbers}.example`
    await db
      .insertInto('location')
      .values({
        id,
        url_ct: Buffer.from('x'),
        url_key: crypto.blindIndex('location', host),
        host,
        registrable_domain: host,
      })
      .execute()
    const at = new Date('2026-01-01')
    await db
      .insertInto('sighting')
      .values({
        media_id: mediaId,
        location_id: id,
        page_location_id: id,
        first_seen_at: at,
        last_seen_at: at,
      })
      .execute()
    return id
  }

  /** A list of one entry, which counts. */
  async function entryOf(legalClass: 'csam' | 'harmful' = 'csam') {
    const number = 1_000 + ++numbers
    const { db, crypto } = deps()
    const { listId, submissionId } = await importActive(
      { db, crypto },
      {
        source: { bytes: bytesOf(`md5 ${digestOf('md5', number)}\n`), format: 'plain' },
        authority: 'Test Police',
        list: `waiting ${number}`,
        terms: listTerms({ legalClass }),
        by: officer,
        dryRun: false,
      },
    )
    const { id: entryId } = await db
      .selectFrom('list_entry')
      .select('id')
      .where('list_id', '=', listId)
      .executeTakeFirstOrThrow()
    return { listId, submissionId, entryId }
  }

  async function waiting(
    changes: Partial<Fingerprint> = {},
    tier: 'exact' | 'near' | 'probable' = 'near',
    legalClass: 'csam' | 'harmful' = 'csam',
  ) {
    const { db, crypto } = deps()
    const fingerprint = fingerprintOf(++numbers, changes)
    const mediaId = await seedMedia(db, crypto, fingerprint)
    const pageId = await pageOf(mediaId)
    const entry = await entryOf(legalClass)
    const matchId = newId()
    await db
      .insertInto('match')
      .values({
        id: matchId,
        media_id: mediaId,
        entry_id: entry.entryId,
        list_id: entry.listId,
        algorithm: 'pdq',
        distance: 12,
        orientation: 0,
        flavour: 'full',
        tier,
        list_epoch: '1',
      })
      .execute()
    return { ...entry, mediaId, pageId, matchId, fingerprint, pdq64: base64(fingerprint.pdq) }
  }

  /** Shield at an address, asked for by one and approved by another. */
  async function approved(baseUrl: string): Promise<string> {
    const config = { kind: 'shield' as const, baseUrl, ...SHIELD_LOGIN }
    const id = await requestOpinions(deps(), config, officer)
    await approveOpinions(deps().db, id, colleague)
    return id
  }

  return { waiting, approved }
}

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
