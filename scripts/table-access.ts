import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Where each process of the service begins. */
const ENTRIES = {
  api: 'packages/api/src/main.ts',
  audit: 'packages/audit/src/main.ts',
  crawler: 'packages/crawler/src/main.ts',
  exchange: 'packages/matcher/src/exchange/main.ts',
  matcher: 'packages/matcher/src/main.ts',
  notices: 'packages/notices/src/main.ts',
}
export type Access = { writes: string[]; locks: string[]; reads: string[] }

const IMPORT = /^(?:import|export)\s+(?!type\b)(?:([^'"`;]*?)\bfrom\s*)?'([^'\n]+)'/gm

/**
 * The tables that each process writes and reads, as its sources say: files that its entry reaches, where a package is entered by the
 * names that are imported of it.
 *
 * Sees what is written as text; a table whose name is put together at run time is not seen.
 *
 * @returns names sorted; `locks` are rows that are held still and not written; what is written is in neither of the others
 */
export function tableAccess(root: string): Record<keyof typeof ENTRIES, Access> {
  const tables = tableNames(root)
  const seen = new Map<string, ReturnType<typeof accessIn>>()
  const accessOf = (file: string) => {
    const known = seen.get(file) ?? accessIn(readFileSync(file, 'utf8'), tables)
    for (const one of AT_RUN_TIME[relative(root, file)]?.writes ?? []) known.writes.add(one)
    for (const one of AT_RUN_TIME[relative(root, file)]?.reads ?? []) known.reads.add(one)
    seen.set(file, known)
    return known
  }
  const entries = Object.entries(ENTRIES).map(([name, entry]) => {
    const all = [...filesFrom(root, join(root, entry))].map(accessOf)
    const writes = new Set(all.flatMap((one) => [...one.writes]))
    const reads = new Set(all.flatMap((one) => [...one.reads])).difference(writes)
    const locks = new Set(all.flatMap((one) => [...one.locks])).difference(writes)
    return [
      name,
      { writes: [...writes].sort(), locks: [...locks].sort(), reads: [...reads].sort() },
    ]
  })
  return Object.fromEntries(entries) as Record<keyof typeof ENTRIES, Access>
}

/** What the views read of when a report or notice ended and of what is held. */
const RETENTION_VIEWS = [
  'crawl_page',
  'decision',
  'entry_source',
  'host_finding',
  'legal_hold',
  'list_entry',
  'location',
  'match',
  'notice',
  'notice_item',
  'report',
  'report_location',
  'retraction',
  'sighting',
  'submission',
  'takedown',
  'takedown_location',
]

/** Files that put the name of a table together at run time, and what they then do. */
const AT_RUN_TIME: Readonly<Record<string, Partial<Access>>> = {
  'packages/matcher/src/submissions/settle-endings.ts': {
    writes: ['entry_hash', 'entry_source', 'entry_vote', 'list_entry'],
  },
  'packages/api/src/retention/report-erasures.ts': { reads: RETENTION_VIEWS },
  'packages/api/src/retention/decision-erasures.ts': { reads: RETENTION_VIEWS },
  'packages/notices/src/retention/notice-erasures.ts': { reads: RETENTION_VIEWS },
  'packages/crawler/src/retention/address-erasures.ts': { reads: RETENTION_VIEWS },
  'packages/crawler/src/retention/rests.ts': {
    reads: [
      'crawl_page',
      'legal_hold',
      'report_location',
      'sighting',
      'takedown',
      'takedown_location',
    ],
  },
  // whatever refers to a location
  'packages/crawler/src/retention/location-review.ts': {
    reads: ['legal_hold', 'notice_line', 'takedown', 'takedown_location'],
  },
}

/** Of the interface that the schema is compared with. */
function tableNames(root: string): string[] {
  const files = globSync('packages/runtime/src/{database,*-tables}.ts', { cwd: root })
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^ {2}([a-z_]+): \{/gm)].map(
      ([, name]) => name!,
    ),
  )
}

export function accessIn(source: string, tables: readonly string[]) {
  const text = source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
  const names = tables.toSorted((a, b) => b.length - a.length).join('|')
  const found = (before: string) =>
    new Set(
      [...text.matchAll(new RegExp(`(?:${before})(${names})\\b(?![.-])`, 'g'))].map(
        ([, name]) => name!,
      ),
    )
  const writes = found(
    String.raw`(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*'|insert into\s+|delete from\s+|(?<!for |do |key )update\s+(?!of\b)`,
  )
  const reads = found(
    String.raw`(?:selectFrom|[jJ]oin|from|using)\(\s*\[?\s*'|\bfrom\s+|\bjoin\s+(?:lateral\s+)?|\busing\s+|,\s*'?`,
  )
  const lock = String.raw`for (?:no key )?(?:update|share|key share)\b|\.for(?:NoKey|Key)?(?:Update|Share)\(`
  const locks = new Set(
    [
      ...text.matchAll(
        new RegExp(
          `(?:\\bfrom\\s+|selectFrom\\(\\s*')(${names})\\b(?:(?!\\bfrom\\b|selectFrom)[^;]){0,400}?(?:${lock})`,
          'g',
        ),
      ),
    ].map(([, name]) => name!),
  )
  if (/\bentry_in_force\b/.test(text)) for (const one of VIEW) reads.add(one)
  return { writes, locks, reads }
}

/** What the view of entries that count reads. */
const VIEW = ['list_entry', 'submission', 'entry_source']

function filesFrom(root: string, entry: string): Set<string> {
  const reached = new Set<string>()
  const visit = (file: string): void => {
    if (reached.has(file)) return
    reached.add(file)
    for (const [, clause = '', specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      for (const next of targets(root, file, clause, specifier)) visit(next)
    }
  }
  visit(entry)
  return reached
}

function targets(root: string, from: string, clause: string, specifier: string): string[] {
  if (specifier.startsWith('.')) return [resolve(dirname(from), specifier)].filter(isSource)
  const [, name, rest] = /^@nightlight\/(\w+)(\/.*)?$/.exec(specifier) ?? []
  if (name === undefined) return []
  if (rest !== undefined) return exported(root, name, `.${rest}`)
  const index = exported(root, name, '.')[0]
  return index === undefined ? [] : byName(index, namesIn(clause))
}

const isSource = (file: string): boolean => file.endsWith('.ts') && existsSync(file)

function exported(root: string, name: string, path: string): string[] {
  const manifest = readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')
  const { exports = {} } = JSON.parse(manifest) as { exports?: Record<string, string> }
  const target = exports[path]
  return target === undefined ? [] : [join(root, 'packages', name, target)].filter(isSource)
}

const namesIn = (clause: string): string[] =>
  clause
    .replaceAll(/[{}\n]/g, ' ')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '))
    .map((one) => one.split(' as ')[0]!.trim())

/** The files of a package that the names come from, as its list of public names says. */
function byName(index: string, names: readonly string[]): string[] {
  return [...readFileSync(index, 'utf8').matchAll(IMPORT)]
    .filter(([, clause = '']) => {
      const offered = clause.includes('*') ? names : namesIn(clause)
      return offered.some((one) => names.includes(one))
    })
    .flatMap(([, , specifier = '']) => [resolve(dirname(index), specifier)].filter(isSource))
}
