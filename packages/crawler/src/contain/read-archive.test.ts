import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { picture } from '../testing-crawl.ts'
import { DEFAULT_ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts'
import { readArchive } from './read-archive.ts'
import { makeRar, makeTar, makeZip, type Packed } from './testing-archives.ts'

const one = picture('scene-1-smaller')
const two = picture('scene-1-transparent.png')
const text = Buffer.from('drawn for tests\n'.repeat(50))
const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../fixtures/archives/${name}`, import.meta.url))

async function read(file: Buffer, limits: Partial<ArchiveLimits> = {}) {
  const found: { index: number; bytes: Buffer }[] = []
  const outcome = await readArchive(
    file,
    { ...DEFAULT_ARCHIVE_LIMITS, ...limits },
    async (member) => {
      found.push(member)
    },
  )
  return { ...outcome, found }
}

const codeOf = async (file: Buffer, limits?: Partial<ArchiveLimits>): Promise<string> =>
  (await read(file, limits)).code

const whole = { code: 'archive', members: 3, media: 2, nested: 0 }

describe('readArchive of a zip', () => {
  const ways: [string, Omit<Packed, 'bytes'>][] = [
    ['deflated', {}],
    ['stored', { store: true }],
    ['with data descriptors', { descriptor: true }],
    ['zip64', { zip64: true }],
    ['zip64, stored, with data descriptors', { zip64: true, store: true, descriptor: true }],
  ]
  it.each(ways)('hands on the pictures of one that is %s, and nothing else', async (_, way) => {
    const zip = makeZip([one, text, two].map((bytes) => ({ bytes, ...way })))
    expect(await read(zip)).toEqual({
      ...whole,
      found: [
        { index: 0, bytes: one },
        { index: 2, bytes: two },
      ],
    })
  })

  it('reads one with something before it', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04 not yet'), makeZip([{ bytes: one }])])
    expect(await read(zip)).toMatchObject({ code: 'archive', media: 1 })
  })

  it('says that a member needs a password, and hands on the others', async () => {
    const zip = makeZip([{ bytes: one, flags: 1 }, { bytes: two }])
    expect(await read(zip)).toMatchObject({ code: 'archive-encrypted', media: 1 })
  })

  it('says that a member is packed in an unknown way', async () => {
    expect(await codeOf(makeZip([{ bytes: one, method: 14 }]))).toBe('archive-unsupported')
  })

  it('counts an archive in it and does not open it', async () => {
    const inner = makeZip([{ bytes: one }])
    const found = await read(makeZip([{ bytes: inner }, { bytes: two }]))
    expect(found).toMatchObject({ code: 'archive-over-budget', nested: 1, media: 1 })
  })

  it('hands on what there is of a picture that breaks off', async () => {
    const zip = makeZip([{ bytes: one.subarray(0, 9000), claimedSize: one.length }])
    const { code, found } = await read(zip)
    expect(code).toBe('archive-damaged')
    expect(found[0]!.bytes.equals(one.subarray(0, 9000))).toBe(true)
  })

  it('is damaged without its directory', async () => {
    expect(await codeOf(makeZip([{ bytes: one }]).subarray(0, -30))).toBe('archive-damaged')
  })

  it('is whole when it is empty', async () => {
    expect(await read(makeZip([]))).toMatchObject({ code: 'archive', members: 0 })
  })
})

describe('readArchive of a bomb', () => {
  const zeros = Buffer.alloc(3_000_000)
  const bombs: [string, () => Buffer][] = [
    ['zeros that say how many they are', () => makeZip([{ bytes: zeros }])],
    ['zeros that say they are few', () => makeZip([{ bytes: zeros, claimedSize: 100 }])],
    ['a picture longer than it says', () => makeZip([{ bytes: one, claimedSize: 1000 }])],
    [
      'a stored picture longer than it says',
      () => makeZip([{ bytes: one, store: true, claimedSize: 9 }]),
    ],
    ['entries on top of each other', overlapping],
    [
      'archives in an archive',
      () =>
        makeZip(
          Array.from({ length: 16 }, () => ({
            bytes: makeZip([{ bytes: makeZip([{ bytes: zeros }]) }]),
          })),
        ),
    ],
    ['an archive that begins with itself', quine],
    [
      'a picture behind which zeros follow',
      () => makeZip([{ bytes: Buffer.concat([one, zeros, zeros]) }]),
    ],
    ['a tar of zeros, packed', () => gzipSync(makeTar([zeros, zeros]))],
    [
      'a tar, packed ten times',
      () =>
        Array.from({ length: 10 }).reduce(
          (inner: Buffer) => gzipSync(inner),
          gzipSync(makeTar([zeros])),
        ),
    ],
  ]
  it.each(bombs)('ends it: %s', async (_, bomb) => {
    const before = process.memoryUsage().arrayBuffers
    expect(await codeOf(bomb())).toBe('archive-over-budget')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60e6)
  })

  it('ends at the number of members, the bytes of one and those of all', async () => {
    const many = makeZip(Array.from({ length: 4 }, () => ({ bytes: one })))
    expect(await read(many, { maxMembers: 3 })).toMatchObject({
      code: 'archive-over-budget',
      media: 3,
    })
    expect(await read(many, { maxMemberBytes: one.length - 1 })).toMatchObject({
      code: 'archive-over-budget',
      media: 0,
    })
    const most = { maxDecodedBytes: one.length * 2 + 10 }
    expect(await read(many, most)).toMatchObject({ code: 'archive-over-budget', media: 2 })
  })

  it('ends at a directory of too many records', async () => {
    const folders = Array.from({ length: 10_001 }, () => ({ bytes: Buffer.alloc(0), store: true }))
    expect(await codeOf(makeZip(folders))).toBe('archive-over-budget')
  })

  /** Two records of one entry. */
  function overlapping(): Buffer {
    const zip = makeZip([{ bytes: one }, { bytes: one }])
    const second = zip.lastIndexOf('PK\x01\x02')
    zip.writeUInt32LE(0, second + 42)
    return zip
  }

  /** To whoever opens it there is always another one inside. */
  function quine(): Buffer {
    const inner = makeZip([{ bytes: Buffer.from('PK\x03\x04'), store: true }])
    return makeZip([{ bytes: inner, store: true }])
  }
})

describe('readArchive of other archives', () => {
  it.each<[string, () => Buffer]>([
    ['a tar', () => makeTar([one, text, two])],
    ['a packed tar', () => gzipSync(makeTar([one, text, two]))],
    ['a RAR 5', () => makeRar([one, text, two])],
  ])('hands on the pictures of %s', async (_, make) => {
    const { found, ...outcome } = await read(make())
    expect(outcome).toEqual(whole)
    expect(found.map(({ index }) => index)).toEqual([0, 2])
    expect(found[0]!.bytes.equals(one) && found[1]!.bytes.equals(two)).toBe(true)
  })

  it('hands on the pictures of a 7z', async () => {
    const { found, ...outcome } = await read(fixture('drawn.7z'))
    expect(outcome).toEqual(whole)
    expect(found.map(({ bytes }) => bytes.length)).toEqual([2_737, 13_982])
  })

  it.each(['drawn-password.7z', 'drawn-password-names.7z'])(
    'asks for no password: %s',
    async (name) => {
      expect(await read(fixture(name))).toMatchObject({ code: 'archive-encrypted', media: 0 })
    },
  )

  it('asks for no password: a RAR 5', async () => {
    expect(await codeOf(makeRar([one], { password: true }))).toBe('archive-encrypted')
  })

  it('has limits there too', async () => {
    const tar = makeTar([one, two, one])
    expect(await read(tar, { maxMembers: 2 })).toMatchObject({
      code: 'archive-over-budget',
      media: 2,
    })
    expect(await codeOf(tar, { maxMemberBytes: 1000 })).toBe('archive-over-budget')
    expect(await codeOf(tar, { maxDecodedBytes: one.length })).toBe('archive-over-budget')
    const nested = makeTar([makeZip([{ bytes: one }])])
    expect(await read(nested)).toMatchObject({ code: 'archive-over-budget', nested: 1 })
  })

  it('has no reader for a packed file that is no archive', async () => {
    expect(await codeOf(gzipSync(text))).toBe('archive-unsupported')
  })

  it('is damaged when it breaks off', async () => {
    const tar = makeTar([one, two])
    expect(await codeOf(tar.subarray(0, tar.length - 5000))).toBe('archive-damaged')
    const packed = fixture('drawn.7z')
    expect(await codeOf(packed.subarray(0, 9000))).toMatch(/damaged|unsupported/)
  })
})

describe('readArchive of 2,000 damaged archives', () => {
  const originals: [string, Buffer][] = [
    ['zip', makeZip([one, text, two].map((bytes) => ({ bytes })))],
    ['zip64', makeZip([one, two].map((bytes) => ({ bytes, zip64: true, descriptor: true })))],
    ['7z', fixture('drawn.7z')],
    ['rar', makeRar([one, two])],
    ['tar.gz', gzipSync(makeTar([one, text, two]))],
  ]
  it.each(originals)('always has an outcome: %s', { timeout: 240_000 }, async (_, original) => {
    const codes = new Map<string, number>()
    for (let seed = 1; seed <= 400; seed++) {
      const code = await codeOf(damage(original, seed))
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(400)
    expect(codes.size).toBeGreaterThan(1)
  })
})

/** Bytes changed, most of them in its first and last 200, or cut off, by a seeded generator. */
function damage(original: Buffer, seed: number): Buffer {
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const damaged = Buffer.from(original)
  const changes = 1 + random(8)
  for (let i = 0; i < changes; i++) {
    const near = random(Math.min(200, damaged.length))
    const places = [near, damaged.length - 1 - near, random(damaged.length)]
    damaged[places[random(3)]!] = random(256)
  }
  return random(4) === 0 ? damaged.subarray(0, 1 + random(damaged.length)) : damaged
}
