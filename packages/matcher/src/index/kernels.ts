import { KERNELS } from './binary.ts'

/** Memory that threads share. */
export type SharedMemory = { readonly buffer: SharedArrayBuffer }

/**
 * What the search module exports. Addresses are byte offsets into its memory; nothing is kept there that
 * the caller has not placed. What the parameters mean stands in `assembly/`.
 */
export type SearchKernels = {
  permute(from: number, to: number, count: number, lookup: number): void
  scan(hashes: number, count: number, query: number, radius: number, out: number): number
  scratchBytes(block: number): number
  buildTable(
    hashes: number,
    count: number,
    alive: number,
    which: number,
    start: number,
    signatures: number,
    numbers: number,
    scratch: number,
    block: number,
  ): number
  workBytes(): number
  resultsOf(work: number): number
  mostResults(): number
  search(index: number, query: number, radius: number, work: number, limit: number): number
  bulkBytes(queries: number): number
  bulkResultsOf(work: number): number
  mostQueries(): number
  searchBulk(index: number, queries: number, count: number, radius: number, work: number): number
  joinBytes(queries: number, hashes: number): number
  joinTable(
    hashes: number,
    start: number,
    signatures: number,
    numbers: number,
    which: number,
    total: number,
    queries: number,
    count: number,
    radius: number,
    work: number,
    hits: number,
  ): void
  checksum(from: number, bytes: number, sum: bigint): bigint
  ringBitsOf(hashes: number, count: number, from: number, out: number): void
  countLines(table: number, bits: number, count: number): void
  sealLines(table: number): number
  fileLines(
    table: number,
    bits: number,
    count: number,
    first: number,
    scratch: number,
    counts: number,
  ): void
  probeLines(
    tables: number,
    count: number,
    query: number,
    candidates: number,
    out: number,
    room: number,
  ): number
  settleNumbers(
    hashes: number,
    query: number,
    numbers: number,
    count: number,
    radius: number,
    out: number,
  ): number
  placeDigests(
    digests: number,
    count: number,
    width: number,
    bits: number,
    key: number,
    out: number,
  ): void
  findDigest(
    query: number,
    width: number,
    bits: number,
    key: number,
    lines: number,
    digests: number,
  ): number
  findDigests(
    queries: number,
    count: number,
    width: number,
    bits: number,
    key: number,
    lines: number,
    digests: number,
    out: number,
  ): number
}

// The compiler's own types of WebAssembly come with those of a page, which the rest must not see.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory
  Instance: new (module: object, imports: object) => { exports: unknown }
}

const PAGE = 65_536
/** WebAssembly reaches four gibibytes. */
const MOST_PAGES = 65_536

let compiled: object | undefined

/** The kernels on some memory; each thread has an instance of its own. */
export function instantiate(memory: SharedMemory): SearchKernels {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNELS, 'base64'))
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as SearchKernels
}

/**
 * Memory of a fixed size, zero, of which only what is used takes room in the machine.
 *
 * @throws {RangeError} more than the machine, or WebAssembly, gives
 */
export function allocate(bytes: number): SharedMemory {
  const pages = Math.ceil(bytes / PAGE)
  if (pages > MOST_PAGES) throw new RangeError(`reserve memory: ${bytes} bytes, limit 4 GiB`)
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

let sizes: SearchKernels | undefined

/** An instance without memory of any use, to ask for sizes. */
export function kernelSizes(): Pick<
  SearchKernels,
  'scratchBytes' | 'workBytes' | 'bulkBytes' | 'mostQueries' | 'mostResults' | 'joinBytes'
> {
  sizes ??= instantiate(allocate(PAGE))
  return sizes
}
