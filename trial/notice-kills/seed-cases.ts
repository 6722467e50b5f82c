import { createHash } from 'node:crypto'
import type { Random } from '../../packages/cli/src/demo/drawing/random.ts'
import type { Fingerprint } from '../../packages/fingerprint/src/index.ts'
import {
  newId,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '../../packages/runtime/src/index.ts'
import { PROVIDERS } from './providers.ts'
import type { Case } from './rows.ts'

type Deps = { db: Db; crypto: FieldCrypto; random: Random }

/**
 * Makes what crawler and matcher leave behind for notices: media seen at addresses that a registry
 * knows, each matched exactly by a list that opens takedowns by itself.
 *
 * Some media are on two pages, some at two addresses of a page.
 *
 * @returns a function that adds that many media in one transaction and says which cases they make
 */
export async function createSeeder({
  db,
  crypto,
  random,
}: Deps): Promise<(media: number) => Promise<Case[]>> {
  const list = await insertList(db)
  let counter = 0
  return async (media) => {
    const cases: Case[] = []
    await db.transaction().execute(async (trx) => {
      for (let i = 0; i < media; i++) {
        const name = `case ${++counter}`
        const mediaId = await insertMatchedMedia(trx, crypto, list, name)
        const pages = random.whole(1, 8) === 1 ? 2 : 1
        for (let page = 1; page <= pages; page++) {
          const place = {
            name: `${name}.${page}`,
            mediaId,
            addresses: random.whole(1, 4) === 1 ? 2 : 1,
          }
          cases.push(await insertPage(trx, crypto, random, place))
        }
      }
    })
    return cases
  }
}

type List = { listId: string; submissionId: string }

async function insertList(db: Db): Promise<List> {
  const [authorityId, listId, submissionId] = [newId(), newId(), newId()]
  await db.insertInto('authority').values({ id: authorityId, name: 'Trial authority' }).execute()
  await db
    .insertInto('hash_list')
    .values({
      id: listId,
      authority_id: authorityId,
      name: 'trial',
      legal_class: 'csam',
      purpose: 'removal',
      classification: 'A1',
      opens: 'exact',
      expires_at: null,
    })
    .execute()
  await db
    .insertInto('submission')
    .values({
      id: submissionId,
      list_id: listId,
      format: 'plain',
      state: 'receiving',
      submitted_by: 'trial',
    })
    .execute()
  for (const step of [
    { state: 'staged' },
    { state: 'active', activated_by: 'second', activator: 'Second' },
  ] as const) {
    await db.updateTable('submission').set(step).where('id', '=', submissionId).execute()
  }
  return { listId, submissionId }
}

async function insertMatchedMedia(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { listId, submissionId }: List,
  name: string,
): Promise<string> {
  const [id, entryId] = [newId(), newId()]
  const print = fingerprintOf(name)
  await db
    .insertInto('media')
    .values({
      id,
      sha256_key: crypto.blindIndex('media:sha256', print.sha256),
      fingerprint_ct: crypto.seal(
        { table: 'media', column: 'fingerprint_ct', row: id },
        JSON.stringify(print),
      ),
      size: print.size,
      mime: print.mime,
      width: print.width,
      height: print.height,
      frames: print.frames,
      pdq_quality: print.pdqQuality,
      pipeline_version: print.pipelineVersion,
    })
    .execute()
  await db
    .insertInto('list_entry')
    .values({
      id: entryId,
      list_id: listId,
      submission_id: submissionId,
      status: 'active',
      epoch: 1,
    })
    .execute()
  await db
    .insertInto('match')
    .values({
      id: newId(),
      media_id: id,
      entry_id: entryId,
      list_id: listId,
      algorithm: 'sha256',
      distance: 0,
      orientation: 0,
      flavour: 'digest',
      tier: 'exact',
      list_epoch: 1,
    })
    .execute()
  return id
}

/** Digests of made-up bytes; no picture is needed, since nothing here fetches one. */
function fingerprintOf(name: string): Fingerprint {
  const hash = (algorithm: string): string => createHash(algorithm).update(name).digest('hex')
  const pdq = hash('sha256')
  return {
    md5: hash('md5'),
    sha1: hash('sha1'),
    sha256: hash('sha256'),
    size: 1000,
    mime: 'image/jpeg',
    width: 64,
    height: 64,
    frames: 1,
    pdq,
    pdqQuality: 100,
    pdqOrientations: Array.from({ length: 8 }, () => pdq),
    pdqSampled: Array.from({ length: 8 }, () => pdq),
    blockhash: pdq,
    depth: 'full',
    variants: [],
    sampledFrames: [],
    pipelineVersion: 'trial',
  }
}

async function insertPage(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  random: Random,
  { name, mediaId, addresses }: { name: string; mediaId: string; addresses: number },
): Promise<Case> {
  const provider = random.pick(PROVIDERS)
  const address = `${provider.network}.${random.whole(1, 254)}`
  const at = new Date()
  const host = `${provider.name}.nightlight-trial.invalid`
  const base = `https://${host}/${name.replace(' ', '-')}/`
  const pageLocationId = await insertLocation(db, crypto, base)
  const urls: string[] = []
  for (let number = 1; number <= addresses; number++) {
    const url = `${base}${number}.jpg`
    const locationId = await insertLocation(db, crypto, url)
    const place = { media_id: mediaId, location_id: locationId, page_location_id: pageLocationId }
    await db
      .insertInto('visit')
      .values({
        id: newId(),
        ...place,
        outcome: 'picture',
        http_status: 200,
        address,
        wire_bytes: 1000,
        body_bytes: 1000,
        egress: 'trial',
        started_at: at,
        finished_at: at,
      })
      .execute()
    await db
      .insertInto('sighting')
      .values({ ...place, first_seen_at: at, last_seen_at: at })
      .execute()
    urls.push(url)
  }
  return { name, mediaId, pageLocationId, urls }
}

async function insertLocation(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  url: string,
): Promise<string> {
  const id = newId()
  const { hostname } = new URL(url)
  await db
    .insertInto('location')
    .values({
      id,
      url_ct: crypto.seal({ table: 'location', column: 'url_ct', row: id }, url),
      url_key: crypto.blindIndex('url', url),
      host: hostname,
      registrable_domain: 'nightlight-trial.invalid',
    })
    .execute()
  return id
}
