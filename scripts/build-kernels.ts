import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A WebAssembly module of the repository. */
export type KernelModule = {
  /** What it is called in the file that holds it. */
  title: string
  /** Where it is kept, from the root of the repository. */
  file: string
  sources: string
  options: readonly string[]
}

export const KERNEL_MODULES: readonly KernelModule[] = [
  {
    title: 'The WebAssembly module of the kernels, base64.',
    file: 'packages/fingerprint/src/kernels/binary.ts',
    sources: 'packages/fingerprint/assembly',
    options: ['--runtime=minimal', '--enable=simd,bulk-memory'],
  },
  {
    // Works on memory that several threads share, so it brings none along and keeps nothing in it.
    title: 'The WebAssembly module that searches, base64.',
    file: 'packages/matcher/src/index/binary.ts',
    sources: 'packages/matcher/assembly',
    options: [
      '--runtime=stub',
      '--enable=simd,bulk-memory,threads',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory=1',
      '--maximumMemory=65536',
    ],
  },
]

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

const OPTIONS = [
  '--outFile=kernels.wasm',
  '--optimizeLevel=3',
  '--shrinkLevel=0',
  '--converge',
  '--noAssert',
  '--use=abort=',
]

/**
 * Compiles WebAssembly kernels, as the text of the source file that holds them.
 *
 * Base64 in a source file loads alike in Node, in a browser and in the sandboxed decoder, without
 * reading a file. The same sources and compiler give the same text.
 *
 * @param root  the repository
 * @throws {Error} the compiler's complaints
 */
export async function buildKernels(
  root: string,
  { title, sources, options }: KernelModule,
): Promise<string> {
  let binary: Uint8Array | undefined
  let complaints = ''
  const compiler = (await import(COMPILER)) as Compiler
  const result = await compiler.main(['index.ts', ...OPTIONS, ...options], {
    stderr: { write: (text) => void (complaints += String(text)) },
    readFile: (name, base) => readOrNull(join(root, sources, base, name)),
    listFiles: () => [],
    writeFile: (_name, content) => {
      if (typeof content !== 'string') binary = content
    },
  })
  if (result.error || binary === undefined) throw new Error(`compile kernels: ${complaints}`)
  return sourceOf(title, sources, Buffer.from(binary))
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function sourceOf(title: string, sources: string, binary: Buffer): string {
  return `// Made by \`npm run kernels\` from ${sources}; do not edit.
/** ${title} */
export const KERNELS =
  '${binary.toString('base64')}'
`
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  for (const module of KERNEL_MODULES) {
    const text = await buildKernels(root, module)
    writeFileSync(join(root, module.file), text)
    console.log(`${module.file}: ${text.length} bytes`)
  }
}
