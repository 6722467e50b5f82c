import { writeFileSync } from 'node:fs'
import { tableAccess } from './table-access.ts'

// node scripts/run.mjs scripts/write-grants.ts: after a change of what a process reads or writes.
const root = new URL('..', import.meta.url).pathname
const listed = (what: string, names: readonly string[]): string =>
  names.length === 0
    ? `    ${what}: [],`
    : `    ${what}: [\n${names.map((name) => `      '${name}',`).join('\n')}\n    ],`
const roles = Object.entries(tableAccess(root)).map(([name, { writes, locks, reads }]) =>
  [
    `  ${name}: {`,
    listed('writes', writes),
    listed('locks', locks),
    listed('reads', reads),
    '  },',
  ].join('\n'),
)
writeFileSync(
  new URL('../packages/runtime/src/access/grants.ts', import.meta.url),
  `// Written by scripts/write-grants.ts from the sources; a test compares the two.

/** The tables that each process may write, which is to read them as well; those whose rows it may hold still; those that it may read. */
export const GRANTS = {
${roles.join('\n')}
} as const satisfies Record<string, Record<'writes' | 'locks' | 'reads', readonly string[]>>
`,
)
