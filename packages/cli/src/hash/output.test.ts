import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOutput } from './output.ts'

let dir: string
let path: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-output-'))
  path = join(dir, 'out')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const LINES = Array.from({ length: 40 }, (_, n) => `{"path":"${n}"}\n`)

async function write(lines: readonly string[], isContinued: boolean): Promise<string> {
  const output = openOutput(path, isContinued)
  for (const line of lines) await output.write(line)
  await output.finish()
  return readFile(path, 'utf8')
}

describe('openOutput', () => {
  it('writes a new file', async () => {
    expect(await write(LINES, false)).toBe(LINES.join(''))
    path = join(dir, 'empty')
    expect(await write([], false)).toBe('')
  })

  it('never overwrites another file', async () => {
    await writeFile(path, 'notes of a case')
    await expect(write(LINES, false)).rejects.toMatchObject({ code: 'output-exists' })
    await expect(write(LINES, true)).rejects.toMatchObject({ code: 'output-exists' })
    expect(await readFile(path, 'utf8')).toBe('notes of a case')
  })

  it('makes whole what an earlier run left, wherever it was cut', async () => {
    const whole = LINES.join('')
    for (let length = 0; length <= whole.length; length += 7) {
      await writeFile(path, whole.slice(0, length))
      expect(await write(LINES, true)).toBe(whole)
    }
  })

  it('replaces what is no longer so, and cuts off what is left over', async () => {
    await writeFile(path, [...LINES, 'more\n'].join(''))
    const changed = LINES.with(20, '{"path":"other"}\n').slice(0, 30)
    expect(await write(changed, true)).toBe(changed.join(''))
  })

  it('says in words that it cannot be written', async () => {
    path = dir
    await expect(write(LINES, false)).rejects.toMatchObject({
      code: 'output-unwritable',
      message: expect.stringContaining('folder'),
    })
  })

  it.runIf(process.platform === 'linux')('says in words that the disk is full', async () => {
    path = '/dev/full'
    await expect(write(LINES, false)).rejects.toMatchObject({ code: 'disk-full' })
  })
})
