import { createHash } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { picture } from '../testing-crawl.ts'
import { createArchiveReader } from './archive-reader.ts'
import { makeRar, makeTar, makeZip } from './testing-archives.ts'

const one = picture('scene-1-smaller')
const two = picture('scene-1-transparent.png')
const never = new AbortController().signal
const nothing = async (): Promise<void> => undefined
const reader = createArchiveReader()
afterAll(() => reader[Symbol.asyncDispose]())

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('createArchiveReader', () => {
  it.each([
    ['zip', makeZip([{ bytes: one }, { bytes: two, store: true }])],
    ['tar', makeTar([one, two])],
    ['rar', makeRar([one, two])],
  ])('hands on the pictures of a %s, one after the other', async (_, archive) => {
    const seen: string[] = []
    let isBusy = false
    const take = async ({ bytes }: { bytes: Buffer }): Promise<void> => {
      expect(isBusy).toBe(false)
      isBusy = true
      await new Promise((resolve) => setImmediate(resolve))
      seen.push(sha256(bytes))
      isBusy = false
    }
    expect(await reader.read(archive, take, never)).toEqual({
      code: 'archive',
      members: 2,
      media: 2,
      nested: 0,
    })
    expect(seen).toEqual([one, two].map(sha256))
  })

  it('ends what takes too long', async () => {
    // Each member costs little to pack and much to unpack.
    const large = Buffer.concat([one, Buffer.alloc(1_000_000)])
    const archive = makeZip(Array.from({ length: 100 }, () => ({ bytes: large })))
    const limits = { timeoutMs: 5, maxRatio: 1e6, maxDecodedBytes: 1e12 }
    await using hurried = createArchiveReader({}, limits)
    const outcome = await hurried.read(archive, nothing, never)
    expect(outcome.code).toBe('archive-over-budget')
    expect(outcome.media).toBeLessThan(100)
  })

  it('starts nothing for an archive that is too long', async () => {
    await using strict = createArchiveReader({}, { maxBytes: 100 })
    expect(await strict.read(makeTar([one]), nothing, never)).toMatchObject({
      code: 'archive-over-budget',
      media: 0,
    })
  })

  it('throws what the taker throws, and reads the next', async () => {
    const archive = makeZip([{ bytes: one }, { bytes: two }])
    const broken = reader.read(archive, () => Promise.reject(new Error('no more')), never)
    await expect(broken).rejects.toThrow('no more')
    expect(await reader.read(archive, nothing, never)).toMatchObject({ media: 2 })
  })

  it('logs numbers and codes only', async () => {
    const lines: unknown[] = []
    const log = (event: string, fields: unknown) => void lines.push([event, fields])
    await using logged = createArchiveReader({ log })
    const name = 'a-name-that-nobody-may-see.jpg'
    await logged.read(makeZip([{ bytes: one, name }]), nothing, never)
    expect(JSON.stringify(lines)).not.toContain('a-name')
    const counts = { code: 'archive', members: 1, media: 1, nested: 0 }
    expect(lines.at(-1)).toEqual(['archive read', counts])
  })
})
