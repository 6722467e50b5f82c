import { createHash } from 'node:crypto'
import { digest, fingerprint } from '@nightlight/fingerprint'
import { createRandom, type Random } from './drawing/random.ts'
import type { DemoPicture } from './pictures.ts'
import { SITES } from './web/sites.ts'

export type HashList = {
  /** Columns `id,md5,sha256,pdq`, with a head line. */
  csv: string
  /** Rows that are good entries. */
  good: number
  /** Rows that an import has to refuse. */
  bad: number
}

const OTHERS = 200

/**
 * Writes the hash list of the demo.
 *
 * Digests alone for the pictures that hosts show as they are, PDQ alone for those that they show
 * altered, two hundred entries that match nothing, and two rows that are no good hashes: one too
 * short, one the digest of the empty file.
 *
 * @param seed of the entries that match nothing
 * @throws {RangeError} a picture whose PDQ quality is too low for a list
 */
export async function createHashList(
  pictures: readonly DemoPicture[],
  seed: number,
): Promise<HashList> {
  const random = createRandom(seed)
  const exact = picturesOf('exact', pictures).map(exactRow)
  const near = await Promise.all(picturesOf('near', pictures).map(nearRow))
  const others = Array.from({ length: OTHERS }, (_, index) => otherRow(index, random))
  const good = [...exact, ...near, ...others]
  const empty = createHash('md5').digest('hex')
  const bad = [row('bad-1', { md5: hexDigits(random, 31) }), row('bad-2', { md5: empty })]
  const lines = ['id,md5,sha256,pdq', ...good, ...bad]
  return { csv: `${lines.join('\n')}\n`, good: good.length, bad: bad.length }
}

function picturesOf(kind: 'exact' | 'near', pictures: readonly DemoPicture[]): DemoPicture[] {
  const names = new Set(
    SITES.flatMap((site) => site.pictures)
      .filter((use) => use.kind === kind)
      .map((use) => use.picture),
  )
  return pictures.filter(({ name }) => names.has(name))
}

/** By turns both digests and one of them, as real lists have it. */
function exactRow({ bytes }: DemoPicture, index: number): string {
  const { md5, sha256 } = digest(bytes)
  const columns = [{ md5, sha256 }, { md5 }, { sha256 }][index % 3] ?? { md5 }
  return row(`exact-${index + 1}`, columns)
}

async function nearRow({ bytes, name }: DemoPicture, index: number): Promise<string> {
  const outcome = await fingerprint(bytes)
  if (outcome.status !== 'fingerprinted' || outcome.fingerprint.pdqQuality < 80) {
    throw new RangeError(`write the hash list of the demo: no good PDQ of ${name}`)
  }
  return row(`near-${index + 1}`, { pdq: outcome.fingerprint.pdq })
}

const otherRow = (index: number, random: Random): string =>
  row(
    `other-${index + 1}`,
    index % 2 === 0
      ? { md5: hexDigits(random, 32), sha256: hexDigits(random, 64) }
      : { pdq: balancedHash(random) },
  )

const row = (id: string, of: { md5?: string; sha256?: string; pdq?: string }): string =>
  [id, of.md5 ?? '', of.sha256 ?? '', of.pdq ?? ''].join(',')

const hexDigits = (random: Random, length: number): string =>
  Array.from({ length }, () => random.whole(0, 15).toString(16)).join('')

/** 256 bits of which 128 are ones, as in a real PDQ hash. */
function balancedHash(random: Random): string {
  const bits = Array.from({ length: 256 }, (_, index) => index % 2)
  for (let last = bits.length - 1; last > 0; last--) {
    const other = random.whole(0, last)
    const kept = bits[last] ?? 0
    bits[last] = bits[other] ?? 0
    bits[other] = kept
  }
  return BigInt(`0b${bits.join('')}`)
    .toString(16)
    .padStart(64, '0')
}
