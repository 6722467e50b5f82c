import { gzipSync, zstdCompressSync } from 'node:zlib'
import { array, assert, asyncProperty, nat } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, digestOf } from '../fixtures/synthetic.ts'
import { UNPACK_LIMITS, unpacked, type UnpackLimits } from './unpacked.ts'

const DATA = Buffer.from(Array.from({ length: 3_000 }, (_, n) => digestOf('md5', n)).join('\n'))
const SKIPPED_FRAME = Buffer.from('5a2a4d180400000041424344', 'hex')
const ZEROS = gzipSync(Buffer.alloc(10 * 2 ** 20))
const PACK = { gzip: gzipSync, zstd: zstdCompressSync } as const

async function unpack(
  bytes: Uint8Array,
  { cuts = [], limits }: { cuts?: readonly number[]; limits?: UnpackLimits } = {},
): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(unpacked(bytesOf(bytes, cuts), limits)))
}

describe('unpacked', () => {
  it.each([Buffer.alloc(0), Buffer.from([0x1f, 0x8b]), Buffer.from('PK\u0003\u0004'), DATA])(
    'leaves alone what is not compressed',
    async (bytes) => {
      expect(await unpack(bytes)).toEqual(bytes)
    },
  )

  it.each(['gzip', 'zstd'] as const)('takes off %s', async (kind) => {
    expect(await unpack(PACK[kind](DATA))).toEqual(DATA)
    expect(await unpack(PACK[kind](''))).toEqual(Buffer.alloc(0))
  })

  it('takes off two layers, whichever they are, and refuses a third', async () => {
    for (const inner of [gzipSync, zstdCompressSync]) {
      for (const outer of [gzipSync, zstdCompressSync]) {
        expect(await unpack(outer(inner(DATA)))).toEqual(DATA)
        await expect(unpack(outer(outer(inner(DATA))))).rejects.toMatchObject({
          code: 'list-compression-nested',
          message: expect.stringContaining('Unpack it once'),
        })
      }
    }
  })

  it('joins members and frames that follow one another, however the bytes are cut', async () => {
    const zip = gzipSync(DATA)
    const frame = zstdCompressSync(DATA)
    const files = [
      [Buffer.concat([zip, gzipSync('end'), Buffer.alloc(700)]), zip.length],
      [Buffer.concat([SKIPPED_FRAME, frame, SKIPPED_FRAME, zstdCompressSync('end')]), frame.length],
    ] as const
    for (const [file, edge] of files) {
      const whole = Buffer.concat([DATA, Buffer.from('end')])
      for (const cuts of [[], [edge], [edge + SKIPPED_FRAME.length], [1, 2, 3, 5, edge + 3]]) {
        expect((await unpack(file, { cuts })).equals(whole)).toBe(true)
      }
      await assert(
        asyncProperty(array(nat(file.length), { maxLength: 20 }), async (cuts) => {
          expect((await unpack(file, { cuts })).equals(whole)).toBe(true)
        }),
        { seed: 41, numRuns: 30 },
      )
    }
  })

  it.each(['gzip', 'zstd'] as const)('refuses %s that breaks off or is damaged', async (kind) => {
    const packed = PACK[kind](DATA)
    const broken = [
      ...[1, 4, 9, packed.length - 10].map((missing) => packed.subarray(0, -missing)),
      Buffer.concat([packed, Buffer.from('and more')]),
      Buffer.concat([packed, packed.subarray(0, 3)]),
      Buffer.concat([packed, packed.subarray(0, -3)]),
    ]
    for (const bytes of broken) {
      await expect(unpack(bytes)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'list-compression-broken',
      })
    }
  })

  it('refuses what grows out of proportion, in either layer', async () => {
    const limits = { ...UNPACK_LIMITS, freeBytes: 2 ** 20 }
    for (const bytes of [ZEROS, gzipSync(ZEROS), zstdCompressSync(ZEROS)]) {
      await expect(unpack(bytes, { limits })).rejects.toMatchObject({
        kind: 'invalid',
        code: 'list-compression-bomb',
      })
    }
    expect(await unpack(ZEROS)).toHaveLength(10 * 2 ** 20)
    expect(await unpack(gzipSync(DATA), { limits: { ...limits, freeBytes: 0 } })).toEqual(DATA)
  })

  it('refuses what grows over the limit whatever its proportion', async () => {
    const limits = { ...UNPACK_LIMITS, maxBytes: DATA.length - 1 }
    await expect(unpack(gzipSync(DATA), { limits })).rejects.toMatchObject({
      code: 'list-compression-bomb',
    })
    expect(await unpack(DATA, { limits })).toEqual(DATA)
  })

  it('stops a bomb early', async () => {
    const limits = { ...UNPACK_LIMITS, freeBytes: 2 ** 20 }
    let seen = 0
    const reading = async (): Promise<void> => {
      for await (const { length } of unpacked(bytesOf(ZEROS), limits)) seen += length
    }
    await expect(reading()).rejects.toThrow()
    expect(seen).toBeLessThan(4 * 2 ** 20)
  })

  const closing = (bytes: Uint8Array, pieces: number) => {
    const state = { read: 0, isClosed: false }
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        const size = Math.ceil(bytes.length / pieces)
        for (; state.read < pieces; state.read++) {
          yield bytes.subarray(state.read * size, (state.read + 1) * size)
        }
      } finally {
        state.isClosed = true
      }
    }
    return { state, source }
  }

  it.each([
    ['plain', DATA],
    ['gzip', gzipSync(DATA)],
    ['zstd', zstdCompressSync(gzipSync(DATA))],
  ])('closes its source when the reader of %s bytes stops early', async (_, bytes) => {
    const { state, source } = closing(bytes, 50)
    for await (const _chunk of unpacked(source())) break
    expect(state.isClosed).toBe(true)
  })

  it.each([
    ['damaged', Buffer.concat([gzipSync(DATA), Buffer.from('x'.repeat(5_000))])],
    ['too deep', gzipSync(gzipSync(gzipSync(DATA)))],
  ])('closes its source when it is %s', async (_, bytes) => {
    const { state, source } = closing(bytes, 50)
    await expect(Array.fromAsync(unpacked(source()))).rejects.toThrow()
    expect(state.isClosed).toBe(true)
  })

  it('reads its source to the end, though padding follows', async () => {
    const { state, source } = closing(Buffer.concat([gzipSync(DATA), Buffer.alloc(300_000)]), 50)
    expect(Buffer.concat(await Array.fromAsync(unpacked(source())))).toEqual(DATA)
    expect(state.read).toBe(50)
  })

  it('reads no further ahead than a few pieces', async () => {
    const large = Buffer.from(
      Array.from({ length: 40_000 }, (_, n) => digestOf('md5', n)).join('\n'),
    )
    const { state, source } = closing(gzipSync(large), 100)
    const bytes = unpacked(source())
    await bytes.next()
    expect(state.read).toBeLessThan(40)
    await bytes.return(undefined)
  })

  it('hands on an error of its source as it is', async () => {
    const error = new Error('disk')
    async function* source(): AsyncGenerator<Uint8Array> {
      yield gzipSync(DATA).subarray(0, 5_000)
      throw error
    }
    await expect(Array.fromAsync(unpacked(source()))).rejects.toBe(error)
  })
})
