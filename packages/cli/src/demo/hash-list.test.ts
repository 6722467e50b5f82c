import { digest, fingerprint, hammingDistance } from '@nightlight/fingerprint'
import { beforeAll, describe, expect, it } from 'vitest'
import { createHashList, type HashList } from './hash-list.ts'
import { drawPictures, type DemoPicture } from './pictures.ts'
import { prepareFiles } from './web/site-answer.ts'
import { SITES, type PictureKind } from './web/sites.ts'

let pictures: DemoPicture[]
let list: HashList
let rows: { id: string; md5: string; sha256: string; pdq: string }[]

beforeAll(async () => {
  pictures = await drawPictures(7)
  list = await createHashList(pictures, 7)
  rows = list.csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [id = '', md5 = '', sha256 = '', pdq = ''] = line.split(',')
      return { id, md5, sha256, pdq }
    })
})

const ones = (hex: string): number => hammingDistance(Buffer.from(hex, 'hex'), Buffer.alloc(32))

/** What hosts serve of one kind, with whether the list has its digests and its least PDQ distance. */
async function compare(kind: PictureKind): Promise<{ isListed: boolean; distance: number }[]> {
  const found: { isListed: boolean; distance: number }[] = []
  for (const site of SITES) {
    for (const { use, bytes } of (await prepareFiles(site, pictures)).values()) {
      if (use.kind !== kind) continue
      const { md5, sha256 } = digest(bytes)
      const outcome = await fingerprint(bytes)
      if (outcome.status !== 'fingerprinted') throw new Error(outcome.code)
      const distances = outcome.fingerprint.pdqOrientations.flatMap((hash) =>
        rows
          .filter(({ pdq }) => pdq !== '')
          .map(({ pdq }) => hammingDistance(Buffer.from(hash, 'hex'), Buffer.from(pdq, 'hex'))),
      )
      const isListed = rows.some((row) => row.md5 === md5 || row.sha256 === sha256)
      found.push({ isListed, distance: Math.min(...distances) })
    }
  }
  return found
}

describe('createHashList', () => {
  it('has a head line and says how many rows are good and bad', () => {
    expect(list.csv.split('\n', 1)).toEqual(['id,md5,sha256,pdq'])
    expect(rows).toHaveLength(list.good + list.bad)
    expect(list).toMatchObject({ good: 209, bad: 2 })
  })

  it('has a digest of everything that hosts show as listed', async () => {
    for (const { isListed } of await compare('exact')) expect(isListed).toBe(true)
  })

  it('has what hosts show altered by PDQ alone, within the limit of a list', async () => {
    for (const { isListed, distance } of await compare('near')) {
      expect(isListed).toBe(false)
      expect(distance).toBeLessThanOrEqual(31)
    }
  })

  it('has nothing that is like an innocent picture', async () => {
    for (const { isListed, distance } of await compare('innocent')) {
      expect(isListed).toBe(false)
      expect(distance).toBeGreaterThan(64)
    }
  })

  it('has only balanced PDQ hashes', () => {
    for (const { pdq } of rows.filter((row) => row.pdq !== '')) {
      expect(ones(pdq)).toBeGreaterThanOrEqual(116)
      expect(ones(pdq)).toBeLessThanOrEqual(140)
    }
  })

  it('has one row that is too short and one of the empty file', () => {
    const [short, empty] = rows.slice(-2)
    expect(short?.md5).toHaveLength(31)
    expect(empty?.md5).toBe(digest(new Uint8Array()).md5)
  })

  it('gives no two rows the same id or hash', () => {
    const values = rows.flatMap(({ id, md5, sha256, pdq }) =>
      [id, md5, sha256, pdq].filter(Boolean),
    )
    expect(new Set(values).size).toBe(values.length)
  })

  it('is the same again from the same seed', async () => {
    expect(await createHashList(pictures, 7)).toEqual(list)
  })
})
