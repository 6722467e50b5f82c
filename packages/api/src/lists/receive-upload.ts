import { DomainError } from '@nightlight/contract'
import {
  endSubmission,
  openSubmission,
  receiveSubmission,
  refusedRows,
  type Person,
  type Received,
} from '@nightlight/matcher'
import type { Db, DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import type { DigestedBody } from '../machines/content-digest.ts'
import { keepSignature, noteVerified, type SignedUpload } from '../machines/signed-upload.ts'
import type { UploadFacts } from './upload-query.ts'
import { headOf } from './upload-body.ts'

export type Upload = UploadFacts & {
  listId: string
  bytes: AsyncGenerator<Uint8Array>
  /** Of the file, where it was told. */
  size: number | undefined
  by: Person
  /** Where the request was signed. */
  signed?: { upload: SignedUpload; body: DigestedBody } | undefined
}

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }

/**
 * Reads a file into a submission to a list: one of its own, or the one in which the same person was
 * broken off with the same file.
 *
 * One whose file turns out to be too long, or not to be the one that was signed, has failed.
 *
 * @throws {DomainError} as `headOf`, `openSubmission`, `receiveSubmission` and `digestedBody`
 */
export async function receiveUpload(
  deps: Deps,
  upload: Upload,
): Promise<Received & { isResumed: boolean }> {
  const { headSha256, bytes } = await headOf(upload.bytes)
  const reading = JSON.stringify(upload.source)
  const facts = { ...upload.facts, size: upload.size, headSha256, reading }
  const opened = await openSubmission(deps, upload.listId, facts, upload.by)
  const { submissionId, isResumed } = opened
  const { signed } = upload
  const evidence = signed && (await keepSignature(deps, submissionId, signed.upload))
  try {
    const source = { ...upload.source, bytes }
    const received = await receiveSubmission(deps, submissionId, { source })
    if (signed) await signed.body.finish()
    if (evidence) await noteVerified(deps.db, evidence, { actor: upload.by.actor, at: deps.now() })
    return { ...received, isResumed }
  } catch (error) {
    // what is so once is so every time: it does not wait to be gone on with
    if (error instanceof DomainError && FOR_GOOD.includes(error.code)) {
      const how = { reason: 'revoked', note: '', failure: error.code } as const
      await endSubmission(deps.db, submissionId, how, upload.by)
    }
    throw error
  }
}

const FOR_GOOD = ['file-too-large', 'digest-wrong']

/** Refused lines that a dry run tells. */
const REFUSALS_TOLD = 100
const LEFT_OUT = Symbol('dry run')

/**
 * Reads a file and keeps nothing of it. All of it is one transaction, in which nothing
 * else is added to the list.
 *
 * @throws {DomainError} as `receiveUpload`
 */
export async function tryUpload(
  { db, crypto }: Deps,
  { listId, facts, source, bytes, size, by, signed }: Upload,
): Promise<Received & { refusals: { line: number; reason: string }[] }> {
  let tried: Awaited<ReturnType<typeof tryUpload>> | undefined
  const attempt = async (trx: DbOrTransaction): Promise<never> => {
    const deps = { db: trx, crypto }
    // without the digest of its beginning, so that it goes on with nothing that was broken off
    const { submissionId } = await openSubmission(deps, listId, { ...facts, size }, by)
    const received = await receiveSubmission(deps, submissionId, { source: { ...source, bytes } })
    if (signed) await signed.body.finish()
    tried = { ...received, refusals: await firstRefusals(trx, submissionId) }
    throw LEFT_OUT
  }
  await db
    .transaction()
    .execute(attempt)
    .catch((error: unknown) => {
      if (error !== LEFT_OUT) throw error
    })
  return tried!
}

async function firstRefusals(
  db: DbOrTransaction,
  submissionId: string,
): Promise<{ line: number; reason: string }[]> {
  const first: { line: number; reason: string }[] = []
  for await (const row of refusedRows(db, submissionId, REFUSALS_TOLD)) {
    first.push(row)
    if (first.length === REFUSALS_TOLD) break
  }
  return first
}
