import type { Fingerprint } from '@nightlight/fingerprint'
import type { FieldPlace } from '@nightlight/runtime'
import type { Digest } from '../lists/live-lists.ts'
import { matchQueries } from '../match-queries.ts'
import { uuidText } from '../uuid-text.ts'

/** Hashes of one kind, one behind the other, and for each the place of its media in the page. */
export type Owned = { hashes: Uint8Array; owners: Uint32Array }

/** What some thousand media are searched by. */
export type MediaPage = { media: number; mediaId(place: number): string } & Record<
  'pdq' | 'blockhash' | Digest,
  Owned
>

const KINDS = ['pdq', 'blockhash', 'md5', 'sha1', 'sha256'] as const
const WIDTH = { pdq: 32, blockhash: 32, md5: 16, sha1: 20, sha256: 32 } as const
const ID_BYTES = 16

export const mediaPagePlace = (id: string): FieldPlace => ({
  table: 'media_page',
  column: 'hashes_ct',
  row: id,
})

/**
 * A page as bytes, to be sealed: the number of media, their ids, then for each kind of hash how many there are,
 * whose they are, and the hashes. Numbers are little-endian and take four bytes.
 */
export function encodeMediaPage(
  media: readonly { mediaId: string; fingerprint: Fingerprint }[],
): Buffer {
  const hashes = collect(media)
  const parts: Buffer[] = [number(media.length)]
  for (const { mediaId } of media) parts.push(Buffer.from(mediaId.replaceAll('-', ''), 'hex'))
  for (const kind of KINDS) {
    const owned = hashes[kind]
    parts.push(
      number(owned.length),
      Buffer.from(Uint32Array.from(owned, ([owner]) => owner).buffer),
    )
    for (const [, hash] of owned) parts.push(Buffer.from(hash))
  }
  return Buffer.concat(parts)
}

type Collected = Record<(typeof KINDS)[number], [owner: number, hash: Uint8Array][]>

function collect(media: readonly { fingerprint: Fingerprint }[]): Collected {
  const hashes: Collected = { pdq: [], blockhash: [], md5: [], sha1: [], sha256: [] }
  for (const [owner, { fingerprint }] of media.entries()) {
    for (const digest of ['md5', 'sha1', 'sha256'] as const) {
      const hex = fingerprint[digest]
      if (hex !== '') hashes[digest].push([owner, Buffer.from(hex, 'hex')])
    }
    if (fingerprint.depth === 'quick') continue
    const seen = new Set<string>()
    for (const { pdq, blockhash } of matchQueries(fingerprint)) {
      for (const { hash } of pdq) {
        const name = Buffer.from(hash).toString('latin1')
        if (!seen.has(name)) hashes.pdq.push([owner, hash])
        seen.add(name)
      }
      if (blockhash) hashes.blockhash.push([owner, blockhash])
    }
  }
  return hashes
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** @throws {RangeError} the bytes are no page */
export function decodeMediaPage(page: Buffer): MediaPage {
  let at = 0
  const take = (length: number): Buffer => {
    if (at + length > page.length) throw new RangeError('read page of media: it ends too early')
    return page.subarray(at, (at += length))
  }
  const count = take(4).readUInt32LE()
  const ids = take(count * ID_BYTES)
  const mediaId = (place: number): string =>
    uuidText(ids.toString('hex', place * ID_BYTES, (place + 1) * ID_BYTES))
  const owned = (width: number): Owned => {
    const held = take(4).readUInt32LE()
    const owners = new Uint32Array(held)
    new Uint8Array(owners.buffer).set(take(held * 4))
    return { owners, hashes: take(held * width) }
  }
  const entries = KINDS.map((kind) => [kind, owned(WIDTH[kind])] as const)
  type Hashes = Omit<MediaPage, 'media' | 'mediaId'>
  return { media: count, mediaId, ...(Object.fromEntries(entries) as Hashes) }
}
