import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nightlight } from '../commands/testing-command.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-compare-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

let files = 0
async function file(lines: readonly string[] | string): Promise<string> {
  const path = join(dir, `hashes-${files++}.txt`)
  await writeFile(path, typeof lines === 'string' ? lines : `${lines.join('\n')}\n`)
  return path
}

type Pair = { left: number; right: number; distance: number }

const pairsIn = (out: string): Pair[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Pair)

async function compare(...args: string[]): Promise<{ code: number; pairs: Pair[]; err: string }> {
  const { code, out, err } = await nightlight(['compare', ...args])
  return { code, pairs: pairsIn(out), err }
}

/** A hash whose bits follow from a number, and one with its first bits turned over. */
function hashOf(seed: number, turned = 0): string {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x6d2b79f5) | 1
  const bytes = Buffer.alloc(32)
  for (let at = 0; at < 32; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[at] = state >>> 11
  }
  for (let bit = 0; bit < turned; bit++) bytes[bit >> 3]! ^= 128 >> (bit & 7)
  return bytes.toString('hex')
}

function distanceOf(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let count = 0
  for (; bits > 0n; bits &= bits - 1n) count++
  return count
}

const allPairs = (left: readonly string[], right: readonly string[], most: number): Pair[] =>
  left.flatMap((a, i) =>
    right
      .map((b, j) => ({ left: i, right: j, distance: distanceOf(a, b) }))
      .filter(({ distance }) => distance <= most),
  )

describe('compare', () => {
  const right = Array.from({ length: 400 }, (_, seed) => hashOf(seed))
  const left = [0, 5, 31, 32, 40, 90].flatMap((turned) =>
    Array.from({ length: 20 }, (_, seed) => hashOf(seed * 3, turned)),
  )

  it.each([[undefined], ['0'], ['31'], ['40'], ['64']])(
    'gives every pair within %s bits and no other',
    async (bits) => {
      const distance = bits === undefined ? [] : ['--max-distance', bits]
      const { code, pairs } = await compare(await file(left), await file(right), ...distance)
      expect(code).toBe(0)
      expect(pairs).toEqual(allPairs(left, right, Number(bits ?? 31)))
    },
  )

  it('gives them to a program that reads them, all of them', async () => {
    const args = ['compare', await file(left), await file(right), '--max-distance', '110']
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], {
      maxBuffer: 2 ** 28,
    })
    expect(pairsIn(stdout)).toEqual(allPairs(left, right, 110))
  })

  it('counts lines from 0, empty ones too, in either case and with any ends of lines', async () => {
    const known = await file(`\ufeff${hashOf(1)}\r\n\r\n${hashOf(2).toUpperCase()}\r\n`)
    const { pairs } = await compare(await file(`\n${hashOf(2)}`), known)
    expect(pairs).toEqual([{ left: 1, right: 2, distance: 0 }])
  })

  it('gives equal digests, each as often as it stands there', async () => {
    const digest = (seed: number) => hashOf(seed).slice(0, 32)
    const known = await file([digest(1), digest(2), digest(1)])
    const { pairs } = await compare(await file([digest(1), digest(3)]), known, '--algorithm', 'md5')
    expect(pairs).toEqual([
      { left: 0, right: 0, distance: 0 },
      { left: 0, right: 2, distance: 0 },
    ])
  })

  it('of nothing gives nothing', async () => {
    expect(await compare(await file(''), await file(''))).toMatchObject({ code: 0, pairs: [] })
  })

  it.each<[string, () => Promise<string[]>, string]>([
    [
      'a wrong length',
      async () => [await file([hashOf(1).slice(1)]), await file([])],
      'hash-line-invalid',
    ],
    [
      'a wrong letter',
      async () => [await file([]), await file([`${hashOf(1).slice(1)}g`])],
      'hash-line-invalid',
    ],
    ['no such file', async () => [join(dir, 'none'), await file([])], 'file-unreadable'],
    ['a folder', async () => [dir, await file([])], 'file-unreadable'],
    [
      'a distance too far',
      async () => [await file([]), await file([]), '--max-distance', '257'],
      'option-invalid',
    ],
    [
      'half a bit',
      async () => [await file([]), await file([]), '--max-distance', '1.5'],
      'option-invalid',
    ],
    [
      'near digests',
      async () => [await file([]), await file([]), '--algorithm', 'md5', '--max-distance', '3'],
      'option-invalid',
    ],
    [
      'an unknown algorithm',
      async () => [await file([]), await file([]), '--algorithm', 'crc'],
      'option-invalid',
    ],
  ])('says in one sentence what is wrong: %s', async (_, args, code) => {
    const ended = await compare(...(await args()))
    expect(ended).toMatchObject({ code: 1, pairs: [] })
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(ended.err).toContain(`[${code}]`)
    expect(ended.err).not.toContain(hashOf(1).slice(1, 40))
  })

  it('names the line that is no hash', async () => {
    const { err } = await compare(
      await file([hashOf(1), hashOf(2), 'no hash']),
      await file([hashOf(1)]),
    )
    expect(err).toContain('line 2 of the left file')
  })
})
