import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import {
  LOG_KEY,
  openCheckpoint,
  proveEventsAbout,
  verifierOf,
  writeVerifierKey,
} from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import { fileSealer } from '@nightlight/notices'
import {
  canonicalBytes,
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
  type RecordSigner,
} from '@nightlight/runtime'
import { readCase, type CaseFacts } from './case-store.ts'
import { objectsOfCase } from './log-objects-store.ts'
import { conclusionsOf, observationsOf } from './observation-store.ts'
import { measure, type MeasuredPart, type Part } from './parts.ts'
import { readRecipient, type CaseRecipient } from './recipient-store.ts'
import { noticesOfCase } from './sent-store.ts'
import { writeZip } from './zip.ts'

/** Why a case leaves the house. */
export const EXPORT_REASONS = [
  'police-request',
  'court-order',
  'own-referral',
  'request-from-abroad',
] as const
export type ExportReason = (typeof EXPORT_REASONS)[number]

export type CaseExportDeps = {
  db: Db
  crypto: FieldCrypto
  signer: RecordSigner
  now: () => Date
}

export type CaseExportRequest = {
  takedownId: string
  reason: ExportReason
  /** On what law or order it rests, in the words of whoever exports it; goes into the manifest. */
  legalBasis: string
  /** The police that get it, as a provider of that kind; null for whoever is handed the file. */
  recipientId: string | null
  by: { actor: string; role: string }
}

/** An export that is ready to be sent. Dispose of it, whether or not `content` was read to its end. */
export type CaseExport = {
  /** `case-<takedown>.zip`, with `.pgp` behind it when encrypted. */
  fileName: string
  encrypted: boolean
  /** Of the manifest, 64 hex digits: what the log keeps of what was handed over. */
  manifestSha256: string
  content: AsyncIterable<Uint8Array>
  [Symbol.asyncDispose]: () => Promise<void>
}

export type CaseExportOptions = {
  /** Says that nobody waits for it any more; heeded until `content` is begun. */
  signal?: AbortSignal
  /** Of the archive, bytes; what its format holds by default. */
  mostBytes?: number
}

const SOFTWARE = { name: 'nightlight', version: '0.1.0' }

/**
 * Puts a case together for the police: signed, with proofs of the log, in one archive that a program of its own verifies.
 *
 * Everything is of one state of the database. It is read twice: once to know the length and digest of each part, then
 * to send it, so that no more than a piece is in memory and whatever fails does so before the first byte. That it was
 * exported is in the log before then.
 *
 * @throws {DomainError} not-found `not-found`, `provider-not-found`; conflict `audit-not-sequenced`,
 *   `audit-checkpoint-invalid`, `case-too-large`; with the problem of the key of the recipient as its code; the reason
 *   of the signal
 */
export async function exportCase(
  deps: CaseExportDeps,
  request: CaseExportRequest,
  { signal, mostBytes }: CaseExportOptions = {},
): Promise<CaseExport> {
  const at = deps.now()
  const trx = await deps.db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  const end = async (): Promise<void> => {
    if (!trx.isCommitted && !trx.isRolledBack) await trx.rollback().execute()
  }
  try {
    const recipient = await readRecipient(trx, request.recipientId)
    const seal = recipient && (await fileSealer(trx, recipient.id, at))
    const inOneState = { ...deps, db: trx, signal }
    const { parts, manifest } = await putTogether(inOneState, request, recipient, at)
    const manifestSha256 = createHash('sha256').update(manifest).digest('hex')
    // Whatever refuses it comes first: the log says only of what can be sent that it was.
    const zip = writeZip(parts, mostBytes)
    signal?.throwIfAborted()
    await note(deps.db, request, { encrypted: seal !== null, manifestSha256 })
    return {
      fileName: `case-${request.takedownId}.zip${seal ? '.pgp' : ''}`,
      encrypted: seal !== null,
      manifestSha256,
      content: seal ? seal(zip) : zip,
      [Symbol.asyncDispose]: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

type InOneState = Omit<CaseExportDeps, 'db' | 'now'> & { db: DbOrTransaction }

async function putTogether(
  { signal, ...deps }: InOneState & { signal: AbortSignal | undefined },
  { takedownId, reason, legalBasis, by }: CaseExportRequest,
  recipient: CaseRecipient | null,
  at: Date,
): Promise<{ parts: MeasuredPart[]; manifest: Buffer }> {
  const facts = await readCase(deps, takedownId)
  if (!facts) throw new DomainError('not-found', 'not-found', 'Exporting a case: none such')
  const log = await openLog(deps, facts)
  const described = await Promise.all([textPart('VERIFY.md'), textPart('verify.py')])
  const measured: MeasuredPart[] = []
  for (const part of [...partsOf(deps, facts, log), ...described])
    measured.push(await measure(part, signal))
  const linesOf = (name: string): number => measured.find((part) => part.name === name)?.lines ?? 0
  const { keyId, publicKey } = deps.signer
  const manifest = canonicalBytes({
    type: 'nightlight/case-export',
    version: 1,
    exportId: newId(),
    takedownId,
    madeAt: at.toISOString(),
    madeBy: { role: by.role },
    reason,
    legalBasis,
    recipient: recipient && { name: recipient.name, country: recipient.country },
    software: SOFTWARE,
    key: { algorithm: 'Ed25519', keyId, publicKey },
    log: {
      origin: log.origin,
      size: log.size,
      events: linesOf('audit.jsonl'),
      unsigned: log.unsigned,
    },
    counts: { observations: linesOf('observations.jsonl'), notices: linesOf('notices.jsonl') },
    parts: measured.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  })
  const signature = deps.signer.signBytes(manifest)
  const first = [
    await measure({ name: 'manifest.json', content: () => [manifest] }),
    await measure({ name: 'manifest.sig', content: () => [signature] }),
  ]
  return { parts: [...first, ...measured], manifest }
}

type Log = Awaited<ReturnType<typeof openLog>>

/** @throws {DomainError} conflict `audit-checkpoint-invalid`: what was signed is not by the key of this installation */
async function openLog({ db, signer }: InOneState, facts: CaseFacts) {
  const log = await proveEventsAbout(db, await objectsOfCase(db, facts))
  const publicKey = signer.publicKeyFor(LOG_KEY)
  const key = verifierOf({ origin: log.origin, publicKey })
  if (typeof openCheckpoint(log.checkpoint, key) !== 'string') return { ...log, key }
  throw new DomainError(
    'conflict',
    'audit-checkpoint-invalid',
    'Exporting a case: the newest checkpoint is not signed by the log of this installation; "nightlight audit verify" says more',
  )
}

function partsOf(deps: InOneState, facts: CaseFacts, log: Log): Part[] {
  const { signer } = deps
  const keys = {
    record: { algorithm: 'Ed25519', keyId: signer.keyId, publicKey: signer.publicKey },
    log: { origin: log.origin, verifier: writeVerifierKey(log.key) },
  }
  return [
    { name: 'case.json', content: () => [canonicalBytes(facts)] },
    {
      name: 'observations.jsonl',
      async *content() {
        for await (const record of observationsOf(deps, facts)) yield line(signer.sign(record))
        for await (const record of conclusionsOf(deps, facts)) yield line(signer.sign(record))
      },
    },
    {
      name: 'notices.jsonl',
      async *content() {
        for await (const notice of noticesOfCase(deps, facts.takedown.id)) yield line(notice)
      },
    },
    {
      name: 'audit.jsonl',
      async *content() {
        for await (const event of log.events()) yield line(event)
      },
    },
    { name: 'checkpoint.txt', content: () => [Buffer.from(log.checkpoint)] },
    { name: 'keys.json', content: () => [canonicalBytes(keys)] },
  ]
}

const NEWLINE = Buffer.from('\n')
const line = (value: unknown): Buffer => Buffer.concat([canonicalBytes(value), NEWLINE])

async function textPart(name: string): Promise<Part> {
  const content = await readFile(new URL(name, import.meta.url))
  return { name, content: () => [content] }
}

const note = (
  db: Db,
  { takedownId, reason, recipientId, by }: CaseExportRequest,
  { encrypted, manifestSha256 }: { encrypted: boolean; manifestSha256: string },
): Promise<void> =>
  writeAudit(db, {
    actor: by.actor,
    action: 'case.exported',
    objectType: 'takedown',
    objectId: takedownId,
    detail: { reason, recipient: recipientId, encrypted, manifest: manifestSha256 },
  })
