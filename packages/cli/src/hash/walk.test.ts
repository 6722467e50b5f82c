import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sortedNames } from './sorted-names.ts'
import { openRoots, orderKey, walk, type Found } from './walk.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-walk-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const make = async (...files: string[]): Promise<void> => {
  for (const file of files) {
    await mkdir(join(dir, file, '..'), { recursive: true })
    await writeFile(join(dir, file), file)
  }
}
const found = async (...paths: string[]): Promise<Found[]> =>
  Array.fromAsync(walk(await openRoots(paths), () => false))
const inside = (path: string): string => path.slice(dir.length + 1)

describe('walk', () => {
  it('finds files in the order of the bytes of their names, folders in their place', async () => {
    await make('b/z', 'b/y/1', 'b.jpg', 'b-1', 'a', 'B', 'é', 'b/y.x')
    const paths = (await found(dir)).map(({ path }) => inside(path))
    const wanted = ['B', 'a', 'b/y/1', 'b/y.x', 'b/z', 'b-1', 'b.jpg', 'é']
    expect(paths).toEqual(wanted.map((path) => Buffer.from(path).toString('latin1')))
  })

  it('has an order that can be told from the paths alone', async () => {
    await make('b/z', 'b/y/1', 'b.jpg', 'b-1', 'b/y.x', 'b/y-', 'c/1')
    const keys = (await found(dir)).map(({ path }) => orderKey(path))
    expect(keys).toEqual(keys.toSorted())
  })

  it('keeps names that are not UTF-8', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${dir}/`), Buffer.from([0xff, 0x2e])]), 'x')
    expect(await found(dir)).toMatchObject([{ path: `${dir}/\xff.`, kind: 'file', size: 1 }])
  })

  it('names symbolic links and special files without following or opening them', async () => {
    await make('real/a')
    await symlink(dir, join(dir, 'cycle'))
    await symlink('/nowhere', join(dir, 'dangling'))
    execFileSync('mkfifo', [join(dir, 'pipe')])
    const outcomes = (await found(dir)).map((one) => [
      inside(one.path),
      one.kind === 'refused' ? one.error.code : one.kind,
    ])
    expect(outcomes).toEqual([
      ['cycle', 'symbolic-link'],
      ['dangling', 'symbolic-link'],
      ['pipe', 'not-a-file'],
      ['real/a', 'file'],
    ])
  })

  it('follows a symbolic link that is named itself', async () => {
    await make('real/a')
    await symlink(join(dir, 'real'), join(dir, 'link'))
    expect((await found(join(dir, 'link'))).map(({ path }) => inside(path))).toEqual(['link/a'])
  })

  it('takes files, and folders with a slash at the end', async () => {
    await make('x/a', 'b')
    const paths = (await found(join(dir, 'b'), `${join(dir, 'x')}//`)).map(({ path }) => path)
    expect(paths.map(inside)).toEqual(['b', 'x/a'])
  })

  it('finds each file once when the paths overlap', async () => {
    await make('x/a', 'xy')
    const paths = await found(join(dir, 'x/a'), join(dir, 'x'), dir, dir)
    expect(paths.map(({ path }) => inside(path))).toEqual(['x/a', 'xy'])
  })

  it('says which path does not exist', async () => {
    await expect(found(dir, join(dir, 'gone\u202e'))).rejects.toMatchObject({
      code: 'path-not-found',
      message: expect.stringContaining('gone\\u202e'),
    })
  })
})

describe('sortedNames', () => {
  it('gives the names of a folder in order, however small its parts', async () => {
    const names = Array.from({ length: 100 }, (_, n) => `${(n * 37) % 101}`)
    await make(...names)
    for (const most of [1, 7, 50, 1_000]) {
      const parts = await Array.fromAsync(sortedNames(dir, most))
      expect(parts.flat()).toEqual(names.toSorted())
      for (const part of parts) expect(part.length).toBeLessThan(2 * most + 1)
    }
  })
})
