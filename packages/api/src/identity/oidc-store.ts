import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'

export type FlowPurpose = 'bind' | 'sign-in' | 'step-up'
export type Flow = {
  purpose: FlowPurpose
  /** Whose session asked; null when somebody signs in. */
  sessionId: string | null
  verifier: string
  nonce: string
}
type Crypto = Pick<FieldCrypto, 'seal' | 'openText'>

const placeOf = (stateHash: Buffer) => ({
  table: 'oidc_flow',
  column: 'secrets_ct',
  row: stateHash.toString('hex'),
})

export async function insertFlow(
  db: DbOrTransaction,
  crypto: Crypto,
  flow: Flow & { stateHash: Buffer; expiresAt: Date },
  now: Date,
): Promise<void> {
  // Anybody begins one; those that nobody came back from do not pile up.
  await db.deleteFrom('oidc_flow').where('expires_at', '<=', now).execute()
  const { verifier, nonce, stateHash } = flow
  const secrets = JSON.stringify({ verifier, nonce })
  await db
    .insertInto('oidc_flow')
    .values({
      state_hash: stateHash,
      secrets_ct: crypto.seal(placeOf(stateHash), secrets),
      purpose: flow.purpose,
      session_id: flow.sessionId,
      expires_at: flow.expiresAt,
    })
    .execute()
}

/** Takes a flow away, whatever comes of it. @returns null when there is none, or it took too long */
export async function takeFlow(
  db: DbOrTransaction,
  crypto: Crypto,
  stateHash: Buffer,
  now: Date,
): Promise<Flow | null> {
  await db.deleteFrom('oidc_flow').where('expires_at', '<=', now).execute()
  const row = await db
    .deleteFrom('oidc_flow')
    .where('state_hash', '=', stateHash)
    .returning(['secrets_ct', 'purpose', 'session_id'])
    .executeTakeFirst()
  if (!row) return null
  const secrets = JSON.parse(crypto.openText(placeOf(stateHash), row.secrets_ct)) as {
    verifier: string
    nonce: string
  }
  return { purpose: row.purpose, sessionId: row.session_id, ...secrets }
}

/** Whose an identity at the provider is; null when it was never bound. */
export async function personOfIdentity(
  db: DbOrTransaction,
  { issuer, subjectHash }: { issuer: string; subjectHash: Buffer },
): Promise<string | null> {
  const row = await db
    .selectFrom('oidc_identity')
    .select('person_id')
    .where('issuer', '=', issuer)
    .where('subject_hash', '=', subjectHash)
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** @returns false when the identity is another account's, or the account has another one */
export async function insertIdentity(
  db: DbOrTransaction,
  made: { issuer: string; subjectHash: Buffer; personId: string; at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('oidc_identity')
    .values({
      issuer: made.issuer,
      subject_hash: made.subjectHash,
      person_id: made.personId,
      bound_at: made.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function hasIdentity(db: DbOrTransaction, personId: string): Promise<boolean> {
  const query = db.selectFrom('oidc_identity').select('issuer').where('person_id', '=', personId)
  return (await query.executeTakeFirst()) !== undefined
}
