import { EnvironmentError, type Db } from '@nightlight/runtime'
import { tileReader } from './audit-store.ts'
import { addCosignatures, newestCheckpoint, noteWitness, readHealth } from './checkpoint-store.ts'
import {
  readLines,
  readNote,
  readVerifierKey,
  SIGNATURE_TYPES,
  verifyNote,
  writeLine,
  type NoteKey,
} from './note.ts'
import { postBytes, type Answer } from './post-bytes.ts'
import { createTree } from './tree.ts'

/** Somebody else who signs what we signed, once they have seen that nothing before was changed. */
export type Witness = { url: string; key: NoteKey }

/**
 * @returns null when none is configured
 * @throws {EnvironmentError} one of the two variables alone, or a key that is none
 */
export function witnessOf(env: {
  AUDIT_WITNESS_URL?: string
  AUDIT_WITNESS_KEY?: string
}): Witness | null {
  const { AUDIT_WITNESS_URL: url, AUDIT_WITNESS_KEY: word } = env
  if (url === undefined && word === undefined) return null
  const key = word === undefined ? null : readVerifierKey(word)
  if (url === undefined) throw new EnvironmentError(['AUDIT_WITNESS_URL is missing'])
  if (key?.type !== SIGNATURE_TYPES.cosignature) {
    throw new EnvironmentError([
      'AUDIT_WITNESS_KEY must be the key of a cosigner: name+8 hex digits+base64',
    ])
  }
  return { url: url.replace(/\/$/, ''), key }
}

/** Why a witness did not sign; the first two mean that this log is not the one that it knows. */
export type WitnessProblem =
  | 'witness-knows-another-log'
  | 'witness-knows-more'
  | 'witness-refuses-the-proof'
  | 'witness-does-not-know-us'
  | 'witness-signature-invalid'
  | 'witness-unreachable'

export type Witnessed = { status: 'signed'; size: number } | { status: 'nothing-new' } | Refused
type Refused = { status: 'refused'; problem: WitnessProblem }

/**
 * Has a witness sign the newest checkpoint, with a proof from the one that it signed last, and keeps its line.
 *
 * What was refused stays in `audit_state` until it signs.
 *
 * @see https://c2sp.org/tlog-witness
 */
export async function askWitness(
  { db }: { db: Db },
  witness: Witness,
  signal?: AbortSignal,
): Promise<Witnessed> {
  const newest = await newestCheckpoint(db)
  const { witnessedSize } = await readHealth(db)
  if (!newest || newest.size === 0) return { status: 'nothing-new' }
  const note = readNote(newest.note)
  if (note && verifyNote(note, witness.key).status === 'valid') return { status: 'nothing-new' }
  // what we noted may be wrong; then it says what it knows
  const old = witnessedSize > newest.size ? 0 : witnessedSize
  let result = await ask(db, witness, newest, old, signal)
  // it has signed another size than we noted: its word on that counts, once
  if (typeof result === 'number') result = await askAgain(db, witness, newest, result, signal)
  const isSigned = result.status === 'signed'
  await noteWitness(db, isSigned ? newest.size : null, isSigned ? null : problemOf(result))
  return result
}

const problemOf = (result: Witnessed): WitnessProblem | null =>
  result.status === 'refused' ? result.problem : null

async function askAgain(
  db: Db,
  witness: Witness,
  newest: { size: number; note: string },
  knows: number,
  signal?: AbortSignal,
): Promise<Witnessed> {
  if (knows > newest.size) return refused('witness-knows-more')
  const result = await ask(db, witness, newest, knows, signal)
  return typeof result === 'number' ? refused('witness-refuses-the-proof') : result
}

const refused = (problem: WitnessProblem): Refused => ({ status: 'refused', problem })

/** @returns a number where the witness says that it knows the log at that size */
async function ask(
  db: Db,
  { url, key }: Witness,
  { size, note }: { size: number; note: string },
  old: number,
  signal?: AbortSignal,
): Promise<Witnessed | number> {
  const proof = await createTree(tileReader(db)).consistencyProof(old, size)
  const lines = proof.map((hash) => `${hash.toString('base64')}\n`).join('')
  const body = Buffer.from(`old ${old}\n${lines}\n${note}`)
  const answer = await postBytes(`${url}/add-checkpoint`, 'text/plain; charset=utf-8', body, signal)
  if (!answer) return refused('witness-unreachable')
  if (answer.status !== 200) return whyRefused(answer)
  const line = cosignatureOf(answer, note, key)
  if (line === null) return refused('witness-signature-invalid')
  await addCosignatures(db, size, [line])
  return { status: 'signed', size }
}

function whyRefused({ status, type, body }: Answer): Refused | number {
  if (status === 409) {
    const isSize =
      type.startsWith('text/x.tlog.size') && /^(0|[1-9]\d{0,15})\n$/.test(body.toString())
    return isSize ? Number(body.toString()) : refused('witness-knows-another-log')
  }
  if (status === 404 || status === 403) return refused('witness-does-not-know-us')
  return refused(status === 422 ? 'witness-refuses-the-proof' : 'witness-unreachable')
}

/** The line of the witness's key among those that it answered; null when it does not verify. */
function cosignatureOf({ body }: Answer, note: string, key: NoteKey): string | null {
  const lines = readLines(body.toString('utf8'))
  const text = readNote(note)?.text
  if (!lines || text === undefined) return null
  const line = lines.find((one) => verifyNote({ text, lines: [one] }, key).status === 'valid')
  return line ? writeLine(line) : null
}
