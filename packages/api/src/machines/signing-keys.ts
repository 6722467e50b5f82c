import { DomainError } from '@nightlight/contract'
import { isSameName } from '@nightlight/matcher'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { checkName } from '../identity/identity-name.ts'
import type { Principal } from '../identity/principal.ts'
import {
  askToLift,
  setSignatureRule,
  signatureRuleOf,
  type SignatureRule,
} from './signature-rule-store.ts'
import {
  findSigningKey,
  insertSigningKey,
  lockSigningKey,
  setSigningKeyApproved,
  setSigningKeyEnded,
  type SigningKey,
} from './signing-key-store.ts'
import { readPublicKey } from './signing-key.ts'

/** An officer, who acts for one authority. */
export type Officer = Pick<Principal, 'actor' | 'name' | 'authorityId'>

/**
 * Proposes a public key for the authority of an officer; it counts once another officer has approved it.
 *
 * @param request.publicKey  PEM
 * @throws {DomainError} as `readPublicKey`; `name-invalid`, forbidden `authority-missing`, conflict `signing-key-known`
 */
export async function proposeSigningKey(
  db: DbOrTransaction,
  request: { name: string; publicKey: string },
  officer: Officer,
  at: Date,
): Promise<SigningKey> {
  const authorityId = authorityOf(officer)
  const key = {
    ...readPublicKey(request.publicKey),
    id: newId(),
    name: checkName(request.name),
    authorityId,
  }
  if (!(await insertSigningKey(db, key, { ...officer, at }))) {
    throw new DomainError(
      'conflict',
      'signing-key-known',
      'Proposing a key: it was proposed before; a key that has ended stays so',
    )
  }
  await note(db, officer, 'signing-key.proposed', key.id, { algorithm: key.algorithm })
  return (await findSigningKey(db, key.id))!
}

/**
 * Has a key count. Doing it again changes nothing.
 *
 * @throws {DomainError} not-found `signing-key-not-found`, conflict `signing-key-ended`, forbidden `second-person-needed`
 */
export const approveSigningKey = (
  db: DbOrTransaction,
  id: string,
  officer: Officer,
  at: Date,
): Promise<SigningKey> =>
  change(db, id, officer, async (key) => {
    if (key.state === 'ended') {
      throw new DomainError(
        'conflict',
        'signing-key-ended',
        'Approving a key: it has ended; propose another one',
      )
    }
    if (key.state === 'approved') return
    mustBeAnother(officer.name, key.proposer)
    await setSigningKeyApproved(db, id, { ...officer, at })
    await note(db, officer, 'signing-key.approved', id)
  })

/** Ends a key at once and for good. @throws {DomainError} not-found `signing-key-not-found` */
export const endSigningKey = (
  db: DbOrTransaction,
  id: string,
  officer: Officer,
  at: Date,
): Promise<SigningKey> =>
  change(db, id, officer, async (key) => {
    if (key.state === 'ended') return
    await setSigningKeyEnded(db, id, { ...officer, at })
    await note(db, officer, 'signing-key.ended', id)
  })

/**
 * Says whether the authority of an officer takes only what is signed. That it does holds at once; to lift it, one
 * officer asks and another one does the same.
 *
 * Call it in a transaction.
 *
 * @throws {DomainError} conflict `signing-key-needed`: nobody could hand anything in
 */
export async function ruleSignatures(
  db: DbOrTransaction,
  required: boolean,
  officer: Officer,
  at: Date,
): Promise<SignatureRule> {
  const authorityId = authorityOf(officer)
  const rule = await signatureRuleOf(db, authorityId, true)
  const objectId = authorityId
  if (required && !rule.required) {
    await mustHaveKey(db, authorityId)
    await setSignatureRule(db, authorityId, true, { ...officer, at })
    await note(db, officer, 'signature-rule.required', objectId)
  } else if (required && rule.liftAsker !== null) {
    await setSignatureRule(db, authorityId, true, { ...officer, at })
    await note(db, officer, 'signature-rule.kept', objectId)
  } else if (!required && rule.required) {
    const isSecond = rule.liftAsker !== null && !isSameName(rule.liftAsker, officer.name)
    await (isSecond
      ? setSignatureRule(db, authorityId, false, { ...officer, at })
      : askToLift(db, authorityId, officer))
    await note(
      db,
      officer,
      isSecond ? 'signature-rule.lifted' : 'signature-rule.lift-asked',
      objectId,
    )
  }
  return signatureRuleOf(db, authorityId)
}

async function mustHaveKey(db: DbOrTransaction, authorityId: string): Promise<void> {
  const found = await db
    .selectFrom('signing_key')
    .select('id')
    .where('authority_id', '=', authorityId)
    .where('approved_at', 'is not', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (found) return
  throw new DomainError(
    'conflict',
    'signing-key-needed',
    'Requiring signatures: this authority has no key that counts; propose one first',
  )
}

async function change(
  db: DbOrTransaction,
  id: string,
  officer: Officer,
  act: (key: SigningKey) => Promise<void>,
): Promise<SigningKey> {
  const key = await lockSigningKey(db, id)
  if (!key || key.authorityId !== authorityOf(officer)) {
    throw new DomainError('not-found', 'signing-key-not-found', 'Looking for a key: none such')
  }
  await act(key)
  return (await findSigningKey(db, id))!
}

function authorityOf({ authorityId }: Officer): string {
  if (authorityId !== null) return authorityId
  throw new DomainError(
    'forbidden',
    'authority-missing',
    'Handling keys of an authority: only an officer who acts for it does',
  )
}

function mustBeAnother(name: string, proposer: string): void {
  if (!isSameName(name, proposer)) return
  throw new DomainError(
    'forbidden',
    'second-person-needed',
    'Approving a key: who proposed it does not approve it; ask another officer',
  )
}

const note = (
  db: DbOrTransaction,
  { actor }: Officer,
  action: string,
  objectId: string,
  detail: Record<string, string> = {},
): Promise<void> => {
  const objectType = action.startsWith('signing-key') ? 'signing_key' : 'authority'
  return writeAudit(db, { actor, action, objectType, objectId, detail })
}
