import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addLeaf, emptyFrontier, leafHash, perfectRoot, rootOf } from './merkle.ts'
import { mth, path, proofOf } from './testing-naive-tree.ts'
import { verifyConsistency, verifyInclusion } from './proof.ts'
import { growTiles, partialWidth, tilesOf, type Tile } from './tiles.ts'
import { createTree } from './tree.ts'

const entries = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => Buffer.from(`event ${at}`))
const leavesOf = (count: number): Buffer[] => entries(count).map(leafHash)

/** A tree as the sequencer leaves it, grown in the given steps. */
function grow(steps: readonly number[]): { read: (level: number, n: number) => Promise<Buffer> } {
  const tiles = new Map<string, Tile>()
  const partial: Buffer[] = []
  let size = 0
  const all = leavesOf(steps.reduce((sum, step) => sum + step, 0))
  for (const step of steps) {
    for (const tile of growTiles(partial, size, all.slice(size, size + step))) {
      tiles.set(`${tile.level}/${tile.n}`, tile)
    }
    size += step
  }
  return { read: async (level, n) => tiles.get(`${level}/${n}`)!.hashes }
}

describe('the tree', () => {
  it('hashes leaves and nodes as RFC 6962 defines them', () => {
    const sha = (...parts: Uint8Array[]) =>
      createHash('sha256').update(Buffer.concat(parts)).digest()
    const [a, b, c] = entries(3) as [Buffer, Buffer, Buffer]
    const leaf = (entry: Buffer) => sha(Buffer.of(0), entry)
    const ab = sha(Buffer.of(1), leaf(a), leaf(b))
    const frontier = emptyFrontier()
    expect(rootOf(frontier)).toEqual(sha())
    expect(rootOf(frontier).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    for (const entry of [a, b, c]) addLeaf(frontier, leafHash(entry))
    expect(rootOf(frontier)).toEqual(sha(Buffer.of(1), ab, leaf(c)))
  })

  it('has the root of the naive tree at every size, whole or leaf by leaf', async () => {
    const frontier = emptyFrontier()
    const tree = createTree(grow([600]).read)
    const all = leavesOf(600)
    for (let size = 0; size <= 600; size++) {
      expect(rootOf(frontier)).toEqual(mth(all.slice(0, size)))
      expect(await tree.root(size)).toEqual(rootOf(frontier))
      const leaf = all[size]
      if (leaf) addLeaf(frontier, leaf)
    }
  })

  it('folds full tiles', () => {
    expect(perfectRoot(Buffer.concat(leavesOf(256)))).toEqual(mth(leavesOf(256)))
  })

  it('has the same tiles in whatever steps it grew, as wide as tlog-tiles says', async () => {
    const size = 256 * 256 + 300
    const [whole, steps] = [grow([size]), grow([1, 254, 1, 256, 7, 65_024, 293])]
    for (const level of [0, 1, 2]) {
      for (let n = 0; n < tilesOf(level, size); n++) {
        const hashes = await whole.read(level, n)
        expect((await steps.read(level, n)).equals(hashes)).toBe(true)
        const isLast = n === tilesOf(level, size) - 1
        expect(hashes.length / 32).toBe((isLast && partialWidth(level, size)) || 256)
      }
    }
    expect([0, 1, 2].map((level) => partialWidth(level, 70_000))).toEqual([112, 17, 1])
    expect([0, 1, 2].map((level) => tilesOf(level, 70_000))).toEqual([274, 2, 1])
    expect(await createTree(whole.read).root(size)).toEqual(mth(leavesOf(size)))
  })
})

const SIZE = 700
const all = leavesOf(SIZE)
const tree = createTree(grow([SIZE]).read)
const size = fc.integer({ min: 1, max: SIZE })

describe('inclusion', () => {
  it('proves every leaf of every small tree, as the definition has it, and no other leaf', async () => {
    for (let n = 1; n <= 40; n++) {
      const root = mth(all.slice(0, n))
      for (let index = 0; index < n; index++) {
        const proof = await tree.inclusionProof(index, n)
        expect(proof).toEqual(path(index, all.slice(0, n)))
        for (let other = 0; other < n; other++) {
          const asked = { leaf: all[other]!, index, size: n, root }
          expect(verifyInclusion(asked, proof)).toBe(other === index)
        }
      }
    }
  })

  it('holds for random trees, and for no proof, root, index or size that was changed', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), fc.nat(), async (n, at, change) => {
        const index = at % n
        const proof = await tree.inclusionProof(index, n)
        expect(proof).toEqual(path(index, all.slice(0, n)))
        const asked = { leaf: all[index]!, index, size: n, root: mth(all.slice(0, n)) }
        expect(verifyInclusion(asked, proof)).toBe(true)
        expect(verifyInclusion({ ...asked, root: mth(all.slice(0, n + 1)) }, proof)).toBe(
          n === SIZE,
        )
        expect(verifyInclusion({ ...asked, index: n }, proof)).toBe(false)
        expect(verifyInclusion({ ...asked, index: -1 }, proof)).toBe(false)
        expect(verifyInclusion(asked, [...proof, all[0]!])).toBe(false)
        if (proof.length === 0) return
        expect(verifyInclusion(asked, proof.slice(1))).toBe(false)
        expect(verifyInclusion(asked, proof.slice(0, -1))).toBe(false)
        expect(verifyInclusion(asked, flipped(proof, change))).toBe(false)
      }),
    )
  })

  it('refuses to prove what is not in the tree', async () => {
    await expect(tree.inclusionProof(3, 3)).rejects.toThrow(RangeError)
  })
})

describe('consistency', () => {
  it('proves every smaller tree of every small one, as the definition has it', async () => {
    for (let n = 1; n <= 40; n++) {
      for (let m = 1; m <= n; m++) {
        const proof = await tree.consistencyProof(m, n)
        expect(proof).toEqual(proofOf(m, all.slice(0, n)))
        const [older, newer] = [m, n].map((of) => ({ size: of, root: mth(all.slice(0, of)) }))
        expect(verifyConsistency(older!, newer!, proof)).toBe(true)
      }
    }
  })

  it('holds for random trees, and for no proof or root that was changed', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat(), async (one, two, change) => {
        const [m, n] = [Math.min(one, two), Math.max(one, two)]
        const [older, newer] = [m, n].map((of) => ({ size: of, root: mth(all.slice(0, of)) }))
        const proof = await tree.consistencyProof(m, n)
        expect(proof).toEqual(proofOf(m, all.slice(0, n)))
        expect(verifyConsistency(older!, newer!, proof)).toBe(true)
        const fork = {
          size: m,
          root: mth([...all.slice(0, m - 1), leafHash(Buffer.from('other'))]),
        }
        expect(verifyConsistency(fork, newer!, proof)).toBe(false)
        expect(verifyConsistency(older!, { ...newer!, root: fork.root }, proof)).toBe(false)
        expect(verifyConsistency(older!, newer!, [...proof, all[0]!])).toBe(false)
        expect(verifyConsistency(newer!, older!, proof)).toBe(m === n)
        if (proof.length === 0) return
        expect(verifyConsistency(older!, newer!, proof.slice(1))).toBe(false)
        expect(verifyConsistency(older!, newer!, proof.slice(0, -1))).toBe(false)
        expect(verifyConsistency(older!, newer!, flipped(proof, change))).toBe(false)
      }),
    )
  })

  it('takes every tree for one that the empty tree has become', async () => {
    expect(await tree.consistencyProof(0, 5)).toEqual([])
    const empty = { size: 0, root: mth([]) }
    expect(verifyConsistency(empty, { size: 5, root: mth(all.slice(0, 5)) }, [])).toBe(true)
  })
})

/** The proof with one bit of it changed. */
function flipped(proof: readonly Buffer[], change: number): Buffer[] {
  const bytes = Buffer.concat(proof)
  const at = change % bytes.length
  bytes[at] = bytes[at]! ^ (1 << (change % 8))
  return proof.map((_, n) => bytes.subarray(32 * n, 32 * n + 32))
}
