import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findViolations } from './check-boundaries.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nightlight-boundaries-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

type Extra = { dependencies?: string[]; devDependencies?: string[]; entries?: string[] }

function pack(name: string, extra: Extra = {}): void {
  const { dependencies = [], devDependencies = [], entries = ['.'] } = extra
  const versions = (names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((one) => [`@nightlight/${one}`, 'workspace:*']))
  const manifest = {
    name: `@nightlight/${name}`,
    exports: Object.fromEntries(entries.map((entry) => [entry, './src/index.ts'])),
    dependencies: versions(dependencies),
    devDependencies: versions(devDependencies),
  }
  file(`packages/${name}/package.json`, JSON.stringify(manifest))
  file(`packages/${name}/README.md`, `# ${name}\n`)
  file(`packages/${name}/src/index.ts`, `export {}\n`)
}

describe('findViolations', () => {
  it('finds none in a tree that keeps the rules', () => {
    pack('contract')
    pack('runtime', { dependencies: ['contract'], entries: ['.', './testing'] })
    pack('crawler', { dependencies: ['contract', 'runtime'] })
    file('packages/crawler/src/a.ts', `import { x } from '@nightlight/contract'\nimport './b.ts'\n`)
    file('packages/crawler/src/a.test.ts', `import { y } from '@nightlight/runtime/testing'\n`)
    file('packages/crawler/src/b.test.ts', `import data from '../fixtures/data.json'\n`)
    file('packages/crawler/src/c.test.ts', `import { z } from './testing-crawl.ts'\n`)
    file('packages/crawler/src/testing-crawl.ts', `import '@nightlight/runtime/testing'\n`)
    expect(findViolations(root)).toEqual([])
  })

  it('finds a dependency that goes sideways or up', () => {
    pack('contract', { dependencies: ['runtime'] })
    pack('runtime')
    pack('matcher')
    pack('crawler', { devDependencies: ['matcher'] })
    expect(findViolations(root)).toEqual([
      'packages/contract/package.json: contract may not depend on runtime',
      'packages/crawler/package.json: crawler may not depend on matcher',
    ])
  })

  it('finds a cycle once', () => {
    pack('contract', { dependencies: ['fingerprint'] })
    pack('fingerprint', { dependencies: ['contract'] })
    expect(findViolations(root)).toContain('packages: cycle contract -> fingerprint -> contract')
    expect(findViolations(root).filter((line) => line.includes('cycle'))).toHaveLength(1)
  })

  it('finds a package without a row', () => {
    pack('utils')
    expect(findViolations(root)).toEqual([
      'packages/utils: has no row in the design; say which packages it may import',
    ])
  })

  it('finds an import that is not declared', () => {
    pack('contract')
    pack('runtime')
    file('packages/runtime/src/a.ts', `\nexport type { X } from '@nightlight/contract'\n`)
    expect(findViolations(root)).toEqual([
      'packages/runtime/src/a.ts:2: @nightlight/contract is not declared',
    ])
  })

  it('finds an import of what another package does not export', () => {
    pack('contract')
    pack('runtime', { dependencies: ['contract'] })
    file(
      'packages/runtime/src/a.ts',
      `import {\n  x,\n} from '@nightlight/contract/src/x.ts'\nconst y = await import('../../contract/src/y.ts')\n`,
    )
    expect(findViolations(root)).toEqual([
      'packages/runtime/src/a.ts:3: @nightlight/contract/src/x.ts is not exported by contract',
      'packages/runtime/src/a.ts:4: ../../contract/src/y.ts leaves the package; import what another package exports by its name',
    ])
  })

  it('finds test support in a source that is no test', () => {
    pack('runtime', { entries: ['.', './testing'] })
    pack('crawler', { dependencies: ['runtime'] })
    const source = `import { x } from '@nightlight/runtime/testing'\nimport './testing-crawl.ts'\n`
    file('packages/crawler/src/a.ts', source)
    expect(findViolations(root)).toEqual([
      'packages/crawler/src/a.ts:1: @nightlight/runtime/testing is for tests only',
      'packages/crawler/src/a.ts:2: ./testing-crawl.ts is for tests only',
    ])
  })

  it('finds a source that uses what is declared for tests', () => {
    pack('contract')
    pack('runtime', { devDependencies: ['contract'] })
    file('packages/runtime/src/a.ts', `import { x } from '@nightlight/contract'\n`)
    file('packages/runtime/src/a.test.ts', `import { x } from '@nightlight/contract'\n`)
    expect(findViolations(root)).toEqual([
      'packages/runtime/src/a.ts:1: @nightlight/contract is declared for tests only',
    ])
  })

  it('finds a file that is too long, and a README that is missing or too long', () => {
    pack('contract')
    pack('runtime')
    file('packages/contract/src/long.ts', '\n'.repeat(401))
    file('packages/contract/src/just.ts', '\n'.repeat(400))
    file('packages/contract/README.md', 'word\n'.repeat(61))
    rmSync(join(root, 'packages/runtime/README.md'))
    file('scripts/long.mjs', '\n'.repeat(500))
    expect(findViolations(root)).toEqual([
      'packages/contract/README.md: 61 lines, 60 at most',
      'packages/runtime: has no README.md',
      'packages/contract/src/long.ts: 401 lines, 400 at most',
      'scripts/long.mjs: 500 lines, 400 at most',
    ])
  })
})
