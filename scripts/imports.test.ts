import { describe, expect, it } from 'vitest'
import { importsOf } from './imports.ts'

const specifiers = (source: string): string[] => importsOf(source).map((one) => one.specifier)

describe('importsOf', () => {
  it('finds every way to name a module', () => {
    const source = [
      `import a from 'a'`,
      `import type { B } from "b"`,
      `import 'c'`,
      `export * from 'd'`,
      `export {`,
      `  type E,`,
      `} from 'e'`,
      `const f = await import('f')`,
      `const g = import.meta.resolve('g')`,
    ].join('\n')
    expect(specifiers(source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  })

  it('counts lines from one, at the name of the module', () => {
    expect(importsOf(`import {\n  x,\n} from 'y'\n`)).toEqual([{ specifier: 'y', line: 3 }])
  })

  it('leaves comments and other exports alone', () => {
    const source = [
      `/**`,
      ` * import { x } from 'x'`,
      ` */`,
      `// import('y')`,
      `export const from = 'z'`,
      `export function f() { return 'from' }`,
    ].join('\n')
    expect(specifiers(source)).toEqual([])
  })
})
