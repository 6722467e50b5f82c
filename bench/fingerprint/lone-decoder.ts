import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Child } from '../../packages/fingerprint/src/decoder/child.ts'
import { MESSAGE } from '../../packages/fingerprint/src/decoder/messages.ts'
import { DEFAULT_LIMITS } from '../../packages/fingerprint/src/outcome.ts'
import { processMemory, type ProcessMemory } from '../../trial/damaged-images/process-memory.ts'

const PROGRAM = new URL('../../packages/fingerprint/src/decoder-process.ts', import.meta.url)
const MAX_BYTES = 256 * 2 ** 20
const TIMEOUT_MS = 60_000
const START_MS = 20_000
/** What the kernel takes for: forget the high-water mark. */
const RESET_HIGH_WATER = '5'

/** One decoder process that is never replaced. */
export type LoneDecoder = AsyncDisposable & {
  /** Decodes a file in full; throws when the process is lost. */
  decode(bytes: Uint8Array): Promise<void>
  /** Memory since the last call. */
  takeMemory(): ProcessMemory
}

/**
 * Starts the decoder's own program without its sandbox and without its pool, which would replace it.
 *
 * Heap limit and allocator settings are those of the pool.
 */
export async function startLoneDecoder(): Promise<LoneDecoder> {
  const args = [MAX_BYTES, DEFAULT_LIMITS.maxPixels, 0].map(String)
  const command = [process.execPath, '--max-old-space-size=256', fileURLToPath(PROGRAM), ...args]
  const settings = { VIPS_DISC_THRESHOLD: '10g', MALLOC_ARENA_MAX: '2', TMPDIR: '/nonexistent' }
  const child = new Child(command, settings)
  const ready = await child.listen(START_MS)
  if (ready.status !== 'record') throw new Error(`start decoder: ${ready.status}`)
  return {
    async decode(bytes) {
      const { status } = await child.ask(MESSAGE.describe, bytes, TIMEOUT_MS)
      if (status !== 'record') throw new Error(`decode picture: ${status}`)
    },
    takeMemory: () => takeMemory(child.id ?? 0),
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.ended
    },
  }
}

function takeMemory(processId: number): ProcessMemory {
  const memory = processMemory(processId)
  if (memory === undefined) throw new Error('measure memory: the kernel does not tell')
  writeFileSync(`/proc/${processId}/clear_refs`, RESET_HIGH_WATER)
  return memory
}
