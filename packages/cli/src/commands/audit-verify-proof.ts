import { open, readFile, stat } from 'node:fs/promises'
import {
  FINDINGS,
  isOpeningOf,
  openCheckpoint,
  readVerifierKey,
  verifyEventProof,
  writeVerifierKey,
  type EventProof,
  type NoteKey,
  type Opening,
} from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'

/** Larger than any proof: the hashes of a tree of 2^52 events are 52, and a detail is of codes, ids and counts. */
const MAX_PROOF_BYTES = 4 * 1024 * 1024

type ProofFile = Partial<EventProof> & { opening?: unknown; key?: unknown }

/** What a file proves: the event with who it was and the detail, the event alone where they are left out, or what is wrong with it. */
type Shown =
  | { finding: null; proof: EventProof; opening: Opening | null; at: string }
  | { finding: 'entry-altered' | 'clear-fields-altered'; proof: EventProof | null }

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
 * Says whether an event is in the log that its head was signed for, with who it was and the detail where the file has them;
 * ends with 1 where it is not.
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
  const shown = showOf(file, key)
  const keyFrom = options.key === undefined ? 'proof' : 'option'
  if (shown.finding !== null) process.exitCode = 1
  const word = writeVerifierKey(key)
  if (options.json) {
    console.log(JSON.stringify(inJson(shown, { key: word, keyFrom })))
    return
  }
  say(shown)
  if (shown.finding === null && keyFrom === 'proof') {
    console.log(`the key is that of the file itself; compare it: ${word}`)
  }
}

function showOf(file: ProofFile, key: NoteKey): Shown {
  const proof = wholeProof(file)
  const opened = proof && openCheckpoint(proof.checkpoint, key)
  if (!proof || !opened || typeof opened === 'string' || !verifyEventProof(proof, key)) {
    return { finding: 'entry-altered', proof }
  }
  // files of before have none
  const opening: unknown = file.opening ?? null
  if (opening !== null && !isOpeningOf(proof.event, opening)) {
    return { finding: 'clear-fields-altered', proof }
  }
  return { finding: null, proof, opening, at: opened.at.toISOString() }
}

function inJson(shown: Shown, key: { key: string; keyFrom: string }) {
  const { event = null, index = null, size = null } = shown.proof ?? {}
  const ofEvent = { event, index, size, ...key }
  if (shown.finding !== null) {
    const { finding } = shown
    return { ok: false, finding, proves: null, actor: null, detail: null, at: null, ...ofEvent }
  }
  const { opening, at } = shown
  const proves = opening ? 'actor-and-detail' : 'event'
  const { actor = null, detail = null } = opening ?? {}
  return { ok: true, finding: null, proves, actor, detail, at, ...ofEvent }
}

function say(shown: Shown): void {
  if (shown.finding === 'entry-altered') {
    console.log('NOT PROVED: the event is not in the log that this head was signed for')
    return
  }
  if (shown.finding !== null) {
    console.log(`NOT PROVED: the event is in the log, but ${FINDINGS[shown.finding]}`)
    return
  }
  const { event, index, size } = shown.proof
  const { opening, at } = shown
  console.log(`proved: event ${event.id} is number ${index} of the ${size} signed at ${at}`)
  console.log(`${event.at} ${event.action} ${event.objectType} ${event.objectId} (${event.role})`)
  console.log(
    opening
      ? `by ${JSON.stringify(opening.actor)}, with the detail ${JSON.stringify(opening.detail)}`
      : 'the file leaves out who it was and the detail: it proves the line above, and no more',
  )
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
