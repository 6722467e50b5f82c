import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

const PAGES = globSync('docs/asvs/*.md', { cwd: ROOT })
const FILE = /`((?:packages|docs|trial|scripts|infra)\/[^`]+|[\w.-]+\.(?:md|json|yaml))`/g

type Row = { number: string; kind: number }

/** Which column of the overview a row counts in, from 0. */
function kindOf(verdict: string): number {
  const kinds = ['held in part', 'not held', 'does not apply']
  const found = kinds.findIndex((kind) => verdict.startsWith(kind))
  if (found === -1 && !verdict.startsWith('held')) return -1
  return found + 1
}

const ROW = /^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \|$/gm

const rowsOf = (text: string): Row[] =>
  [...text.matchAll(ROW)].map(([, number = '', verdict = '']) => ({
    number,
    kind: kindOf(verdict),
  }))

/** Requirements of levels 1 and 2 of each chapter of ASVS 5.0.0. */
const CHAPTERS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7] as const

describe('docs/asvs', () => {
  it('names files that exist', () => {
    const named = ['docs/asvs.md', ...PAGES].flatMap((page) =>
      [...read(page).matchAll(FILE)].map(([, path = '']) => path),
    )
    expect(named.length).toBeGreaterThan(200)
    expect([...new Set(named)].filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('has every requirement of levels 1 and 2 once, with a verdict', () => {
    const rows = PAGES.flatMap((page) => rowsOf(read(page)))
    expect(rows.filter(({ kind }) => kind === -1)).toEqual([])
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length)
    const counts = CHAPTERS.map(
      (_, index) => rows.filter(({ number }) => number.startsWith(`${index + 1}.`)).length,
    )
    expect(counts).toEqual(CHAPTERS)
  })

  it('names a file wherever it says that something is held, or who holds it', () => {
    const bare = PAGES.flatMap((page) => [...read(page).matchAll(ROW)])
      .filter(([, , verdict = '']) => kindOf(verdict) === 0)
      .filter(
        ([, , verdict = '']) =>
          !verdict.includes('`') && !/operator|Held by review|as \d|there is none/.test(verdict),
      )
    expect(bare.map(([row]) => row)).toEqual([])
  })

  it('sums up what the pages say', () => {
    const overview = read('docs/asvs.md')
    for (const page of PAGES) {
      for (const chapter of read(page).split('\n## ').slice(1)) {
        const [title = ''] = chapter.split('\n')
        const rows = rowsOf(chapter)
        const sums = [0, 1, 2, 3].map((kind) => rows.filter((row) => row.kind === kind).length)
        const line = `| [${title}](${page.replace('docs/', '')}) | ${sums.join(' | ')} |`
        expect(overview).toContain(line)
      }
    }
  })
})
