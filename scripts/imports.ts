export type Import = { specifier: string; line: number }

const STATEMENT = /^[ \t]*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*(['"])([^'"\n]+)\1/gm
const CALL = /\b(?:import|import\.meta\.resolve)\(\s*(['"])([^'"\n]+)\1/g

/**
 * The modules that a source names, in order: imports, re-exports, types, and calls of `import()`.
 *
 * Reads statements at the beginning of a line, so those in a docstring or a string do not count.
 *
 * @returns `line` from 1
 */
export function importsOf(source: string): Import[] {
  const found = [STATEMENT, CALL].flatMap((pattern) =>
    [...source.matchAll(pattern)]
      .filter((match) => !inComment(source, match.index))
      .map((match) => ({ specifier: match[2] ?? '', end: match.index + match[0].length })),
  )
  return found
    .sort((a, b) => a.end - b.end)
    .map(({ specifier, end }) => ({ specifier, line: source.slice(0, end).split('\n').length }))
}

function inComment(source: string, index: number): boolean {
  const line = source.slice(source.lastIndexOf('\n', index - 1) + 1, index)
  return /^\s*(?:\*|\/[/*])/.test(line)
}
