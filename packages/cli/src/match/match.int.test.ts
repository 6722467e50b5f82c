import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digest } from '@nightlight/fingerprint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nightlight as run, type Ended } from '../commands/testing-command.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../crawler/fixtures/${name}`, import.meta.url))

let dir: string
let list: string
let md5OfScene2: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-match-'))
  const { out } = await nightlight(
    'hash',
    fixture('scene-1.jpg'),
    fixture('scene-2.jpg'),
    '--quiet',
  )
  list = join(dir, 'list.ndjson')
  await writeFile(list, out)
  md5OfScene2 = digest(await readFile(fixture('scene-2.jpg'))).md5
})
afterAll(() => rm(dir, { recursive: true, force: true }))

type Matched = Ended & { records: Record<string, unknown>[] }

async function nightlight(...args: string[]): Promise<Matched> {
  const ended = await run(args)
  const lines = ended.out.split('\n').filter((line) => line !== '')
  const records =
    args[0] === 'match' ? lines.map((line) => JSON.parse(line) as Matched['records'][0]) : []
  return { ...ended, records }
}
const matched = (...args: string[]) => nightlight('match', ...args, '--list', list)

describe('match with a list in a file', () => {
  it('says which pictures of a folder match, where in the list and how', async () => {
    const folder = join(dir, 'folder')
    await mkdir(folder)
    for (const name of [
      'scene-1.jpg',
      'scene-1-bordered.jpg',
      'scene-2-smaller.jpg',
      'other-1.jpg',
    ]) {
      await copyFile(fixture(name), join(folder, name))
    }
    await writeFile(join(folder, 'notes.txt'), 'nothing to see')
    const { code, records, err } = await matched(folder)
    expect(code).toBe(0)
    const found = records.map(({ path, matches }) => [String(path).split('/').at(-1), matches])
    expect(Object.fromEntries(found)).toEqual({
      'scene-1.jpg': [expect.objectContaining({ line: 1, tier: 'exact', algorithm: 'sha256' })],
      'scene-1-bordered.jpg': [
        expect.objectContaining({ line: 1, tier: 'near', variant: 'trimmed', list: 'list.ndjson' }),
      ],
      'scene-2-smaller.jpg': [expect.objectContaining({ line: 2, tier: 'near' })],
    })
    expect(err).toContain('3 matched, 2 did not, 0 unusable')
  })

  it('takes a hash, and a file of hashes in any format', async () => {
    const { sha1 } = digest(await readFile(fixture('scene-2.jpg')))
    expect((await matched(md5OfScene2.toUpperCase())).records).toMatchObject([
      { matches: [{ line: 2, tier: 'exact', algorithm: 'md5' }] },
    ])
    const file = join(dir, 'hashes.csv')
    await writeFile(file, `md5,sha1\n${'12'.repeat(16)},\n,${sha1}\nwrong,\n`)
    const { records, err } = await matched(file)
    expect(records).toMatchObject([
      { input: file, line: 3, matches: [{ line: 2, algorithm: 'sha1' }] },
      { input: file, line: 4, error: { code: 'no-good-hash' } },
    ])
    expect(err).toContain('1 matched, 1 did not, 1 unusable')
  })

  it('knows the digests of a plain file by their length, and ends with 3 when some line is none', async () => {
    const file = join(dir, 'plain.md5')
    await writeFile(file, `${md5OfScene2}\n`)
    expect(await matched(file)).toMatchObject({ code: 0, records: [{ matches: [{ line: 2 }] }] })
    await writeFile(file, `${md5OfScene2}\nno hash\n`)
    expect(await matched(file)).toMatchObject({ code: 3 })
    expect(await nightlight('match', fixture('scene-2.jpg'), '--list', file)).toMatchObject({
      records: [{ matches: [{ algorithm: 'md5' }] }],
    })
  })

  it('takes a list of unlabelled hashes for what it is told they are', async () => {
    const { pdq } = JSON.parse(
      (await nightlight('hash', fixture('scene-2.jpg'), '--quiet')).out,
    ) as { pdq: string }
    const file = join(dir, 'plain.pdq')
    await writeFile(file, `${pdq}\n`)
    const found = await nightlight('match', fixture('scene-2-smaller.jpg'), '--list', file)
    expect(found.records).toMatchObject([{ matches: [{ tier: 'near', line: 1 }] }])
  })

  it('says when there was nothing to look at', async () => {
    const empty = join(dir, 'empty')
    await mkdir(empty)
    expect(await matched(empty)).toMatchObject({
      code: 3,
      err: expect.stringContaining('[no-input]'),
    })
  })

  it('never says a hash again that it was given', async () => {
    for (const text of [`pdq ${'ab'.repeat(32)}`, 'ab'.repeat(30)]) {
      const { code, err } = await matched(text)
      expect(code).toBe(1)
      expect(err).toContain('[hash-invalid]')
      expect(err).not.toContain('abab')
    }
  })

  it('writes what does not match when asked to, and nothing but records when quiet', async () => {
    const { records, err } = await matched(fixture('other-1.jpg'), '--all', '--quiet')
    expect(records).toMatchObject([{ matches: [] }])
    expect(err).toBe('')
  })

  it.each<[string, () => Promise<Matched>, string]>([
    ['no such input', () => matched(join(dir, 'none.jpg')), 'path-not-found'],
    [
      'no such list',
      () => nightlight('match', list, '--list', join(dir, 'none')),
      'file-unreadable',
    ],
    [
      'a list without hashes',
      () => nightlight('match', list, '--list', MAIN),
      'list-without-hashes',
    ],
    [
      'no installation',
      () => nightlight('match', list, '--data', join(dir, 'none')),
      'no-installation',
    ],
    [
      'a distance without a list',
      () => nightlight('match', list, '--max-distance', '3'),
      'option-invalid',
    ],
    ['a distance too far', () => matched(list, '--max-distance', '32'), 'option-invalid'],
  ])('says in one sentence what is wrong: %s', async (_, act, code) => {
    const ended = await act()
    expect(ended).toMatchObject({ code: 1, records: [] })
    expect(ended.err).toContain(`[${code}]`)
  })
})
