import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nightlight-rules-'))
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(root, '.oxlintrc.json'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** What the linter says of a file at this place of the repository: the rules about pictures only. */
function lint(path: string, body: string): string[] {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${body}\n`)
  const program = join(ROOT, 'node_modules/.bin/oxlint')
  const { stdout } = spawnSync(program, ['--format=unix', '.'], { cwd: root, encoding: 'utf8' })
  return [...stdout.matchAll(/'(\w+)' (?:import )?is restricted/g)].map((match) => match[1] ?? '')
}

const use = (call: string) =>
  `export const f = (picture: Record<string, () => void>) => picture.${call}`

describe('the rules about pictures', () => {
  it.each(['stats', 'composite', 'tile', 'toFile', 'withMetadata', 'keepMetadata', 'withExif'])(
    'forbid .%s() everywhere, where pictures are decoded too',
    (name) => {
      expect(lint('packages/crawler/src/a.ts', use(`${name}()`))).toEqual([name])
      rmSync(join(root, 'packages'), { recursive: true })
      expect(lint('packages/fingerprint/src/picture/a.ts', use(`${name}()`))).toEqual([name])
    },
  )

  it('forbid .metadata() where no pictures are decoded', () => {
    expect(lint('packages/fingerprint/src/picture/a.ts', use('metadata()'))).toEqual([])
    expect(lint('packages/api/src/a.ts', use('metadata()'))).toEqual(['metadata'])
  })

  it.each([
    ['by a statement', `import sharp from 'sharp'\nexport const x = sharp`],
    ['by a call', `export const x = await import('sharp')`],
  ])('forbid to load sharp %s', (_, body) => {
    expect(lint('packages/fingerprint/src/picture/decode.ts', body)).toEqual(['sharp'])
  })

  it('allow its types', () => {
    const body = `import type { Sharp } from 'sharp'\nexport type X = Sharp`
    expect(lint('packages/fingerprint/src/picture/decode.ts', body)).toEqual([])
  })

  it.each([
    'packages/fingerprint/src/picture/restricted-sharp.ts',
    'packages/fingerprint/src/a.test.ts',
    'bench/a.ts',
    'trial/a/b.ts',
    'packages/cli/src/demo/pictures.ts',
  ])('allow to load it in %s', (path) => {
    expect(lint(path, `import sharp from 'sharp'\nexport const x = sharp`)).toEqual([])
  })
})
