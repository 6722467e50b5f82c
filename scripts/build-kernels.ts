import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where the module is kept, from the root of the repository. */
export const KERNELS_FILE = 'packages/fingerprint/src/kernels/binary.ts'

// Not by its literal name: the compiler's types redeclare those of Array for the whole repository.
const COMPILER: string = 'assemblyscript/asc'

type Compiler = {
  main(
    options: readonly string[],
    files: {
      stderr: { write(text: unknown): void }
      readFile(name: string, base: string): string | null
      listFiles(): string[]
      writeFile(name: string, content: string | Uint8Array): void
    },
  ): Promise<{ error: Error | null }>
}

const SOURCES = 'packages/fingerprint/assembly'
const OPTIONS = [
  '--outFile=kernels.wasm',
  '--optimizeLevel=3',
  '--shrinkLevel=0',
  '--converge',
  '--runtime=minimal',
  '--enable=simd,bulk-memory',
  '--noAssert',
  '--use=abort=',
]

/**
 * Compiles the WebAssembly kernels, as the text of the source file that holds them.
 *
 * Base64 in a source file loads alike in Node, in a browser and in the sandboxed decoder, without
 * reading a file. The same sources and compiler give the same text.
 *
 * @param root  the repository
 * @throws {Error} the compiler's complaints
 */
export async function buildKernels(root: string): Promise<string> {
  let binary: Uint8Array | undefined
  let complaints = ''
  const compiler = (await import(COMPILER)) as Compiler
  const result = await compiler.main(['index.ts', ...OPTIONS], {
    stderr: { write: (text) => void (complaints += String(text)) },
    readFile: (name, base) => readOrNull(join(root, SOURCES, base, name)),
    listFiles: () => [],
    writeFile: (_name, content) => {
      if (typeof content !== 'string') binary = content
    },
  })
  if (result.error || binary === undefined) throw new Error(`compile kernels: ${complaints}`)
  return sourceOf(Buffer.from(binary))
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function sourceOf(binary: Buffer): string {
  return `// Made by \`npm run kernels\` from packages/fingerprint/assembly; do not edit.
/** The WebAssembly module of the kernels, base64. */
export const KERNELS =
  '${binary.toString('base64')}'
`
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  const text = await buildKernels(root)
  writeFileSync(join(root, KERNELS_FILE), text)
  console.log(`${KERNELS_FILE}: ${text.length} bytes`)
}
