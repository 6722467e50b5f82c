import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileRecord } from './file-record.ts'
import { Journal } from './journal.ts'
import { orderKey, type Found, type Root } from './walk.ts'

let dir: string
let path: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-journal-'))
  path = join(dir, 'journal')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

type FoundFile = Found & { kind: 'file' }

const file = (path: string, changes: Partial<FoundFile> = {}): FoundFile => ({
  root: 0,
  path,
  kind: 'file',
  size: 1,
  times: '5',
  follow: false,
  ...changes,
})
const record = (path: string, run = 1): FileRecord => ({
  path,
  digests: { md5: `${path} ${run}`, sha1: '', sha256: '', size: 1 },
})
const rootAt = async (name: string, folder: string): Promise<Root> => ({
  path: name,
  status: await stat(folder, { bigint: true }),
})
const open = async (pipeline = 'v1', names = ['r'], folder = dir): Promise<Journal> =>
  Journal.open(path, await Promise.all(names.map((name) => rootAt(name, folder))), pipeline)

async function run(files: readonly FoundFile[], number = 1, pipeline = 'v1'): Promise<void> {
  await using journal = await open(pipeline)
  await journal.begin()
  for (const one of files) await journal.add(one, record(one.path, number))
}
async function known(files: readonly FoundFile[], pipeline = 'v1'): Promise<(string | null)[]> {
  await using journal = await open(pipeline)
  const found: (string | null)[] = []
  for (const one of files) found.push((await journal.recordOf(one))?.digests?.md5 ?? null)
  return found
}
const names = (...paths: string[]): FoundFile[] =>
  paths.toSorted((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1)).map((one) => file(one))

describe('Journal', () => {
  it('knows nothing at first', async () => {
    expect(await known(names('a', 'b'))).toEqual([null, null])
  })

  it('knows what was done, whether later files came, went or moved between', async () => {
    await run(names('b', 'd/x', 'd-', 'f\xff'))
    expect(await known(names('a', 'b', 'c', 'd-', 'f\xff', 'g'))).toEqual([
      null,
      'b 1',
      null,
      'd- 1',
      'f\xff 1',
      null,
    ])
  })

  it('forgets a file whose size or time changed', async () => {
    await run(names('a', 'b', 'c'))
    const files = [file('a', { size: 2 }), file('b', { times: '6' }), file('c')]
    expect(await known(files)).toEqual([null, null, 'c 1'])
  })

  it('reads any number of runs side by side, the last one wins', async () => {
    await run(names('b', 'd'))
    await run([file('a'), file('d', { size: 2 }), file('e')], 2)
    await run([file('b', { times: '7' }), file('f')], 3)
    const files = [file('a'), file('b'), file('d', { size: 2 }), file('e'), file('f')]
    expect(await known(files)).toEqual(['a 2', 'b 1', 'd 2', 'e 2', 'f 3'])
  })

  it('keeps the files of several roots apart', async () => {
    await run([file('r/z'), file('r/a', { root: 1 })])
    expect(await known([file('r/a'), file('r/z'), file('r/a', { root: 1 })])).toEqual([
      null,
      'r/z 1',
      'r/a 1',
    ])
  })

  it('loses at most the last line, wherever it is cut', async () => {
    await run(names('a', 'b', 'c'))
    const whole = await readFile(path)
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1)
    for (let length = ends[0]!; length <= whole.length; length++) {
      await writeFile(path, whole)
      await truncate(path, length)
      const done = ends.filter((end) => end <= length).length - 1
      expect((await known(names('a', 'b', 'c'))).filter(Boolean)).toHaveLength(done)
      expect((await stat(path)).size).toBe(ends[done])
    }
  })

  it('goes on after a torn or zeroed end', async () => {
    await run(names('a'))
    await appendFile(path, Buffer.alloc(5_000))
    await run(names('b'), 2)
    await appendFile(path, '00000000 {"root":0}\n')
    expect(await known(names('a', 'b'))).toEqual(['a 1', 'b 2'])
  })

  it('does everything again under another version of the hashes', async () => {
    await run(names('a', 'b'))
    await run(names('a'), 2, 'v2')
    expect(await known(names('a', 'b'), 'v2')).toEqual(['a 2', null])
    expect(await known(names('a', 'b'))).toEqual(['a 1', 'b 1'])
  })

  it.each(['notes of a case\n', '{"path":"a"}\n', 'x', '00000000 {}\n'])(
    'leaves a file alone that is not a journal: %j',
    async (text) => {
      await writeFile(path, text)
      await expect(open()).rejects.toMatchObject({ code: 'journal-is-another-file' })
      expect(await readFile(path, 'utf8')).toBe(text)
    },
  )

  it('refuses the journal of a run over other paths', async () => {
    await run(names('a'))
    await expect(open('v1', ['r', 's'])).rejects.toMatchObject({ code: 'journal-of-another-run' })
  })

  it('refuses another folder at the same path, as where media are mounted', async () => {
    await run(names('a'))
    const other = await mkdtemp(join(tmpdir(), 'nightlight-journal-other-'))
    await expect(open('v1', ['r'], other)).rejects.toMatchObject({
      code: 'journal-of-another-medium',
    })
    await rm(other, { recursive: true })
  })

  it('says in words where it cannot be written', async () => {
    path = join(dir, 'no', 'journal')
    await expect(open()).rejects.toMatchObject({ code: 'output-unwritable' })
    path = dir
    await expect(open()).rejects.toMatchObject({ code: 'output-unwritable' })
  })
})
