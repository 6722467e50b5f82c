import { createCipheriv } from 'node:crypto'
import type { Fingerprint } from '../../packages/fingerprint/src/index.ts'
import { seedMedia } from '../../packages/matcher/src/fixtures/seen-media.ts'
import { mediaPagePlace } from '../../packages/matcher/src/look-back/media-page.ts'
import { newId, type Db, type FieldCrypto } from '../../packages/runtime/src/index.ts'

/** Media of a page, as the service makes them. */
const PAGE_MEDIA = 4_000
const PDQ = 16
const BYTES = 32

/** A stream of bytes that follows from a seed. */
export function drawBytes(seed: number): (length: number) => Buffer {
  const key = Buffer.alloc(16)
  key.writeUInt32LE(seed)
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16))
  return (length) => cipher.update(Buffer.alloc(length))
}

/**
 * Writes pages of media that were fingerprinted: 16 PDQ, a blockhash and three digests each, all drawn. Only what
 * stands in the pages is there of them, since nothing else of a media is read that is not near.
 */
export async function writePages(db: Db, crypto: FieldCrypto, media: number): Promise<void> {
  const draw = drawBytes(1)
  for (let from = 0; from < media; from += PAGE_MEDIA) {
    const count = Math.min(PAGE_MEDIA, media - from)
    const id = newId()
    const hashes_ct = crypto.seal(mediaPagePlace(id), drawnPage(count, draw))
    await db.insertInto('media_page').values({ id, media: count, hashes_ct }).execute()
  }
}

/** As `encodeMediaPage` writes them. */
function drawnPage(count: number, draw: (length: number) => Buffer): Buffer {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }
  const owned = (each: number, width: number): Buffer[] => {
    const owners = Uint32Array.from({ length: count * each }, (_, at) => Math.floor(at / each))
    return [number(owners.length), Buffer.from(owners.buffer), draw(owners.length * width)]
  }
  return Buffer.concat([
    number(count),
    draw(count * 16),
    ...owned(PDQ, BYTES),
    ...owned(1, BYTES),
    ...owned(1, 16),
    ...owned(1, 20),
    ...owned(1, BYTES),
  ])
}

/** A fingerprint of no picture. */
export function drawnFingerprint(draw: (length: number) => Buffer): Fingerprint {
  const hex = (length: number): string => draw(length).toString('hex')
  const pdqOrientations = Array.from({ length: 8 }, () => hex(BYTES))
  return {
    md5: hex(16),
    sha1: hex(20),
    sha256: hex(BYTES),
    size: 1000,
    mime: 'image/png',
    width: 640,
    height: 480,
    frames: 1,
    pdq: pdqOrientations[0]!,
    pdqQuality: 100,
    pdqOrientations,
    pdqSampled: Array.from({ length: 8 }, () => hex(BYTES)),
    blockhash: hex(BYTES),
    depth: 'full',
    variants: [],
    sampledFrames: [],
    pipelineVersion: 'bench',
  }
}

/** A media with everything that belongs to it, compared long ago. */
export async function addMedia(
  db: Db,
  crypto: FieldCrypto,
  fingerprint: Fingerprint,
): Promise<string> {
  const id = await seedMedia(db, crypto, fingerprint)
  const { pipelineVersion } = fingerprint
  const at = new Date(Date.now() - 86_400_000)
  await db
    .insertInto('match_run')
    .values({ media_id: id, epoch: 0, pipeline_version: pipelineVersion, at })
    .execute()
  return id
}
