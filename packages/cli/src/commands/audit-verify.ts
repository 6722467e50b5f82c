import { readFile } from 'node:fs/promises'
import {
  EXPORT,
  exportedLog,
  FINDINGS,
  liveLog,
  openCheckpoint,
  openExport,
  readAuthorities,
  readHealth,
  readKeptHead,
  readVerifierKey,
  verifierOf,
  verifyLog,
  writeVerifierKey,
  type NoteKey,
  type OpenedCheckpoint,
  type Verdict,
} from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import { readProofFile, verifyProofFile } from './audit-verify-proof.ts'
import { isProgressShown, rateLine, startProgress } from '../hash/progress.ts'
import { fileUnreadable } from '../unreadable-file.ts'
import { inOneState, withLog } from './with-log.ts'

type Options = {
  data: string
  key?: string
  checkpoint?: string[]
  witness?: string[]
  timestampCa?: string
  quiet?: boolean
  json?: boolean
}
type Checked = Verdict & {
  key: NoteKey
  keyFrom: 'installation' | 'option' | 'export'
  /** Of an installation: whether there was a file of the signer to compare with, and why nothing is signed. */
  signer?: { keptHead: 'compared' | 'missing'; refused: string | null }
}

/**
 * Verifies the log of an installation or of an export, or the proof of one event, and says what is wrong first.
 *
 * @throws {DomainError} `audit-key-invalid`, `audit-checkpoint-unreadable`; as `openExport`, `withLog`, `readKeptHead`
 */
export async function auditVerify(directory: string | undefined, options: Options): Promise<void> {
  const proof = directory === undefined ? null : await readProofFile(directory)
  if (proof) return verifyProofFile(proof, options)
  let read = 0
  const started = performance.now()
  const heard = (events: number): void => {
    read = events
  }
  const checked = await (async () => {
    using _progress = isProgressShown(options.quiet, true)
      ? startProgress((seconds) => rateLine(read, 'events', seconds))
      : undefined
    return directory === undefined
      ? verifyLive(options, heard)
      : verifyExport(directory, options, heard)
  })()
  const seconds = (performance.now() - started) / 1000
  if (options.json) console.log(JSON.stringify(inJson(checked, seconds)))
  else sayVerdict(checked, seconds)
  if (checked.finding) process.exitCode = 1
}

const verifyLive = (options: Options, heard: (events: number) => void): Promise<Checked> =>
  withLog(options.data, async ({ db, crypto, key: own, keptHead }) => {
    const given = options.key === undefined ? null : keyOf(options.key)
    const key = given ?? verifierOf(own)
    const head = await readKeptHead(keptHead, key)
    const asked = await trustOf(options, key)
    const trust = { ...asked, anchors: [...(head ? [head] : []), ...asked.anchors] }
    const verdict = await inOneState(db, (trx) => verifyLog(liveLog(trx, crypto), trust, heard))
    const { refused } = await readHealth(db)
    const signer = { keptHead: head ? ('compared' as const) : ('missing' as const), refused }
    return { ...verdict, key, keyFrom: given ? 'option' : 'installation', signer }
  })

async function verifyExport(
  directory: string,
  options: Options,
  heard: (events: number) => void,
): Promise<Checked> {
  const files = await openExport(directory)
  const given = options.key === undefined ? null : keyOf(options.key)
  const key = given ?? keyOf(await statedKey(await files.read(EXPORT.keys)))
  const trust = await trustOf(options, key)
  const verdict = await verifyLog(await exportedLog(files), trust, heard)
  return { ...verdict, key, keyFrom: given ? 'option' : 'export' }
}

/** What the options say that the log is to be held against. */
async function trustOf(options: Options, key: NoteKey) {
  const pem = options.timestampCa
  return {
    key,
    anchors: await anchorsOf(options, key),
    witnesses: (options.witness ?? []).map(keyOf),
    ...(pem === undefined
      ? {}
      : { authorities: readAuthorities(await textOf(pem, 'certificates')) }),
  }
}

const textOf = (file: string, what: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw fileUnreadable(`Reading ${what}: the file`, cause)
  })

async function statedKey(keys: Uint8Array | null): Promise<string> {
  try {
    const { key } = JSON.parse(Buffer.from(keys ?? []).toString()) as { key?: unknown }
    return String(key)
  } catch {
    return ''
  }
}

function keyOf(word: string): NoteKey {
  const key = readVerifierKey(word)
  if (key) return key
  throw new DomainError(
    'invalid',
    'audit-key-invalid',
    'Reading the key of a log: it is none; it looks like name+8 hex digits+base64',
  )
}

const anchorsOf = (options: Options, key: NoteKey): Promise<OpenedCheckpoint[]> =>
  Promise.all(
    (options.checkpoint ?? []).map(async (file) => {
      const opened = openCheckpoint(await textOf(file, 'a checkpoint'), key)
      if (typeof opened !== 'string') return opened
      throw new DomainError(
        'invalid',
        'audit-checkpoint-unreadable',
        `Reading a checkpoint: ${opened === 'other-key' ? 'it is of another log, or of another key' : 'it is none, or was altered'}`,
      )
    }),
  )

function inJson({ finding, key, keyFrom, ...verdict }: Checked, seconds: number) {
  return {
    ok: finding === null,
    badIndex: finding?.index ?? null,
    finding: finding && { ...finding, message: FINDINGS[finding.code] },
    ...verdict,
    key: writeVerifierKey(key),
    keyFrom,
    eventsPerSecond: Math.round(verdict.events / seconds),
  }
}

function sayVerdict({ finding, key, keyFrom, ...verdict }: Checked, seconds: number): void {
  const { events, checkpoints, signed, signer } = verdict
  if (signer?.refused) console.log(`WARNING: nothing is signed at present [${signer.refused}]`)
  if (signer?.keptHead === 'missing') {
    console.log(
      'WARNING: the file of the signer is not here: a log that was set back or signed anew is not seen',
    )
  }
  const rate = `${Math.round(events / seconds)} a second`
  if (finding) {
    const last = finding.upTo - 1
    const where = last > finding.index ? `${finding.index} to ${last}` : `${finding.index}`
    console.log(`ALTERED at event ${where}: ${FINDINGS[finding.code]} [${finding.code}]`)
    console.log(`${events} events before it were read (${rate})`)
    return
  }
  console.log(`not altered: ${events} events, ${checkpoints} checkpoints (${rate})`)
  console.log(`signed up to ${signed?.size} at ${signed?.at.toISOString()} by ${key.name}`)
  if (verdict.witnessedSize !== null)
    console.log(`signed by witnesses up to ${verdict.witnessedSize}`)
  const { timestamped } = verdict
  if (timestamped) {
    console.log(`timestamped up to ${timestamped.size} at ${timestamped.at.toISOString()}`)
  }
  if (keyFrom === 'export') {
    console.log(`the key is that of the export itself; compare it: ${writeVerifierKey(key)}`)
  }
}
