import { open, readFile, stat } from 'node:fs/promises'
import {
  openCheckpoint,
  readVerifierKey,
  verifyEventProof,
  writeVerifierKey,
  type EventProof,
} from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'

/** Larger than any proof: the hashes of a tree of 2^52 events are 52. */
const MAX_PROOF_BYTES = 256 * 1024

type ProofFile = Partial<EventProof> & { key?: unknown }

/** What a file says that is the proof of one event; null for anything else, such as an export. */
export async function readProofFile(path: string): Promise<ProofFile | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile() || found.size > MAX_PROOF_BYTES) return null
  await using handle = await open(path)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, 0)
  if (bytesRead === 0 || buffer.toString() !== '{') return null
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProofFile
  } catch {
    return {}
  }
}

/**
 * Says whether an event is in the log that its head was signed for; ends with 1 where it is not.
 *
 * @param options.key  of the log; that of the file itself without
 * @throws {DomainError} `audit-key-invalid`
 */
export function verifyProofFile(file: ProofFile, options: { key?: string; json?: boolean }): void {
  const key = readVerifierKey(options.key ?? (typeof file.key === 'string' ? file.key : ''))
  if (!key) {
    throw new DomainError(
      'invalid',
      'audit-key-invalid',
      'Verifying a proof: give the key of the log with --key; it looks like name+8 hex digits+base64',
    )
  }
  const proof = wholeProof(file)
  const ok = proof !== null && verifyEventProof(proof, key)
  const opened = ok ? openCheckpoint(proof.checkpoint, key) : null
  const at = opened && typeof opened !== 'string' ? opened.at.toISOString() : null
  const keyFrom = options.key === undefined ? 'proof' : 'option'
  if (!ok) process.exitCode = 1
  if (options.json) {
    const { event = null, index = null, size = null } = proof ?? {}
    console.log(JSON.stringify({ ok, event, index, size, at, key: writeVerifierKey(key), keyFrom }))
    return
  }
  if (!ok) {
    console.log('NOT PROVED: the event is not in the log that this head was signed for')
    return
  }
  const { event, index, size } = proof
  console.log(`proved: event ${event.id} is number ${index} of the ${size} signed at ${at}`)
  console.log(`${event.at} ${event.action} ${event.objectType} ${event.objectId} (${event.role})`)
  if (keyFrom === 'proof') {
    console.log(`the key is that of the file itself; compare it: ${writeVerifierKey(key)}`)
  }
}

/** @returns null where a part is missing or is of another kind */
function wholeProof({ event, index, size, proof, checkpoint }: ProofFile): EventProof | null {
  const isWhole =
    typeof event === 'object' &&
    event !== null &&
    Number.isSafeInteger(index) &&
    Number.isSafeInteger(size) &&
    Array.isArray(proof) &&
    proof.every((hash) => typeof hash === 'string') &&
    typeof checkpoint === 'string'
  return isWhole ? ({ event, index, size, proof, checkpoint } as EventProof) : null
}
