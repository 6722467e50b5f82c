import { createSandboxedProgram, type Surroundings } from '@nightlight/fingerprint/sandboxed'
import { fileURLToPath } from 'node:url'
import { MEMBER_HEADER_BYTES, parseArchiveMessage } from './archive-messages.ts'
import { DEFAULT_ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts'
import type { TakeMember } from './member.ts'
import type { ArchiveOutcome } from './outcome.ts'

/** Reads archives in processes of their own. */
export type ArchiveReader = AsyncDisposable & {
  /**
   * Hands on the pictures and videos of an archive, one at a time, so that one of them is held at once.
   *
   * @throws the reason of `signal`; what `take` throws; an Error when no process can be started whose
   *         sandbox holds what it promises
   */
  read(file: Uint8Array, take: TakeMember, signal: AbortSignal): Promise<ArchiveOutcome>
}

const ENTRY = new URL('archive-process.ts', import.meta.url)
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/**
 * Prepares the reading of archives; nothing is started before the first one.
 *
 * @param log     events of the processes' life
 * @param limits  what differs from `DEFAULT_ARCHIVE_LIMITS`
 */
export function createArchiveReader(
  {
    log = () => undefined,
  }: { log?: (event: string, fields: Record<string, unknown>) => void } = {},
  limits: Partial<ArchiveLimits> = {},
  surroundings: Surroundings = {},
): ArchiveReader {
  const all = { ...DEFAULT_ARCHIVE_LIMITS, ...limits }
  const library = new URL('read-archive.ts', import.meta.url).href
  const program = createSandboxedProgram(
    log,
    {
      entry: ENTRY,
      name: 'archive',
      args: [JSON.stringify(all)],
      paths: [PACKAGE],
      probe: [process.execPath, '-e', 'import(process.argv[1])', library],
      timeoutMs: all.timeoutMs,
      maxMessageBytes: all.maxMemberBytes + MEMBER_HEADER_BYTES,
    },
    surroundings,
  )
  async function read(
    file: Uint8Array,
    take: TakeMember,
    signal: AbortSignal,
  ): Promise<ArchiveOutcome> {
    const seen = { members: 0, media: 0, nested: 0 }
    if (file.byteLength > all.maxBytes) return { code: 'archive-over-budget', ...seen }
    let outcome: ArchiveOutcome | undefined
    let bytes = 0
    let isBad = false
    const ending = await program.run(
      file,
      async (message) => {
        const said = parseArchiveMessage(message, all)
        // The limits hold here too: the process may have been taken over.
        if (said?.type === 'member') bytes += said.member.bytes.length
        const isOver = bytes > all.maxDecodedBytes || seen.media >= all.maxMembers
        isBad ||= said === undefined || outcome !== undefined || (said.type === 'member' && isOver)
        if (isBad || said === undefined) return
        if (said.type === 'end') outcome = said.outcome
        else {
          seen.media++
          await take(said.member)
        }
      },
      signal,
    )
    if (ending === 'timeout') return { code: 'archive-over-budget', ...seen, members: seen.media }
    if (ending === 'done' && outcome !== undefined && !isBad)
      return { ...outcome, media: seen.media }
    return { code: 'decoder-crashed', ...seen, members: seen.media }
  }

  return {
    async read(file, take, signal) {
      const outcome = await read(file, take, signal)
      log('archive read', outcome)
      return outcome
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  }
}
