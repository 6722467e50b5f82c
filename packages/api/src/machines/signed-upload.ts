import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import {
  digestedBody,
  readContentDigest,
  type DigestedBody,
  type ExpectedDigest,
} from './content-digest.ts'
import { fieldValue, type SignedMessage } from './signature-base.ts'
import { ruleOfList } from './signature-rule-store.ts'
import {
  bringsSignature,
  mustBeSignedBy,
  readSignature,
  refused,
  type SignedRequest,
} from './signed-request.ts'
import { findSigningKey, useNonce } from './signing-key-store.ts'

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date; publicUrl: string | null }

/** A request that was signed for the authority of a list, before its body has come. */
export type SignedUpload = {
  request: SignedRequest
  message: SignedMessage
  digests: ExpectedDigest
  receivedAt: Date
}

/**
 * Checks the signature of a file that is handed in, where there is one or has to be one.
 *
 * Uses its nonce up: whoever is refused after that signs anew. Every refusal is counted in the audit log.
 *
 * @param isKept  a dry run needs no signature; one that it brings has to be right
 * @returns null for a request that is not signed and need not be
 * @throws {DomainError} as `readSignature`, `readContentDigest`; `signature-required`, `signature-without-address`,
 *   `signature-key-not-valid`, `signature-wrong`, `signature-of-another-authority`, `signature-replayed`
 */
export async function checkUpload(
  deps: Deps,
  request: FastifyRequest,
  { listId, isKept, actor }: { listId: string; isKept: boolean; actor: string },
): Promise<SignedUpload | null> {
  const { authorityId, required } = await ruleOfList(deps.db, listId)
  const fields = fieldsOf(request.raw.rawHeaders)
  try {
    if (!bringsSignature({ fields })) {
      if (!required || !isKept) return null
      throw refused('required', 'this authority takes only what is signed')
    }
    const message = {
      method: request.method,
      targetUri: targetOf(deps.publicUrl, request.raw.url),
      fields,
    }
    return await check(deps, message, authorityId)
  } catch (error) {
    if (error instanceof DomainError) {
      const of = { actor, objectType: 'hash_list', objectId: listId }
      request.refusal = { action: 'signature.refused', ...of, code: error.code }
    }
    throw error
  }
}

async function check(
  { db, now }: Deps,
  message: SignedMessage,
  authorityId: string,
): Promise<SignedUpload> {
  const receivedAt = now()
  const request = readSignature(message, receivedAt)
  const digests = readContentDigest(fieldValue(message.fields, 'content-digest'))
  const key = await findSigningKey(db, request.keyId)
  if (key?.state !== 'approved')
    throw refused('key-not-valid', 'there is no such key, or it does not count')
  mustBeSignedBy(key, request)
  if (key.authorityId !== authorityId)
    throw refused('of-another-authority', 'the list is of another one')
  const { keyId, nonce } = request
  if (!(await useNonce(db, { keyId, nonce, at: receivedAt }))) {
    throw refused('replayed', 'it was used before; sign anew')
  }
  return { request, message, digests, receivedAt }
}

/**
 * What was asked for, by our own name: `Host` is anybody's to choose.
 *
 * @throws {DomainError} conflict `signature-without-address`
 */
function targetOf(publicUrl: string | null, path = ''): string {
  const origin = publicUrl === null ? null : URL.parse(publicUrl)?.origin
  if (origin && path.startsWith('/')) return origin + path
  throw new DomainError(
    'conflict',
    'signature-without-address',
    'Checking a signature: nobody said in PUBLIC_URL how this service is called',
  )
}

function fieldsOf(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, n) => [raw[2 * n]!, raw[2 * n + 1]!])
}

/** The body of a signed request, held to its digest. */
export const signedBody = (upload: SignedUpload, bytes: AsyncGenerator<Uint8Array>): DigestedBody =>
  digestedBody(bytes, upload.digests)

const KEPT = ['signature-input', 'signature', 'content-digest', 'content-type']

/**
 * Keeps a signed request with the submission that its file went into, as evidence of where that came from.
 *
 * @returns its id, for `noteVerified`
 */
export async function keepSignature(
  { db, crypto }: Pick<Deps, 'db' | 'crypto'>,
  submissionId: string,
  { request, message, receivedAt }: SignedUpload,
): Promise<string> {
  const id = newId()
  const fields = message.fields.filter(([name]) => KEPT.includes(name.toLowerCase()))
  const { method, targetUri } = message
  const evidence = JSON.stringify({ method, targetUri, fields, base: request.base })
  await db
    .insertInto('submission_signature')
    .values({
      id,
      submission_id: submissionId,
      signing_key_id: request.keyId,
      evidence_ct: crypto.seal(
        { table: 'submission_signature', column: 'evidence_ct', row: id },
        evidence,
      ),
      received_at: receivedAt,
      verified_at: null,
    })
    .execute()
  return id
}

/** Notes that the whole body had come, and was the one that was signed. */
export async function noteVerified(
  db: Db,
  id: string,
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { submission_id: objectId, signing_key_id: signingKey } = await trx
      .updateTable('submission_signature')
      .set({ verified_at: at })
      .where('id', '=', id)
      .returning(['submission_id', 'signing_key_id'])
      .executeTakeFirstOrThrow()
    const event = { actor, action: 'submission.signed', objectType: 'submission', objectId }
    await writeAudit(trx, { ...event, detail: { signingKey } })
  })
}
