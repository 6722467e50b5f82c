import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { KeyActor } from './signing-key-store.ts'

export type SignatureRule = {
  authorityId: string
  required: boolean
  /** Who asked that it be required no more. */
  liftAsker: string | null
}

/** What an authority takes; held until the transaction ends where `isHeld`. */
export async function signatureRuleOf(
  db: DbOrTransaction,
  authorityId: string,
  isHeld = false,
): Promise<SignatureRule> {
  const one = db
    .selectFrom('signature_rule')
    .select(['required', 'lift_asker as liftAsker'])
    .where('authority_id', '=', authorityId)
  const found = await (isHeld ? one.forUpdate() : one).executeTakeFirst()
  return { authorityId, required: false, liftAsker: null, ...found }
}

export async function setSignatureRule(
  db: DbOrTransaction,
  authorityId: string,
  required: boolean,
  by: KeyActor,
): Promise<void> {
  const change = {
    required,
    changed_by: by.actor,
    changer: by.name,
    changed_at: by.at,
  }
  // who asked stays until the change, which the database holds against it
  await db
    .insertInto('signature_rule')
    .values({ authority_id: authorityId, ...change, lift_asked_by: null, lift_asker: null })
    .onConflict((conflict) =>
      conflict
        .column('authority_id')
        .doUpdateSet({ ...change, lift_asked_by: null, lift_asker: null }),
    )
    .execute()
}

export async function askToLift(
  db: DbOrTransaction,
  authorityId: string,
  { actor, name }: Pick<KeyActor, 'actor' | 'name'>,
): Promise<void> {
  await db
    .updateTable('signature_rule')
    .set({ lift_asked_by: actor, lift_asker: name })
    .where('authority_id', '=', authorityId)
    .execute()
}

/** Whether the authority of a list takes only what is signed, and which one that is. */
export async function ruleOfList(
  db: DbOrTransaction,
  listId: string,
): Promise<{ authorityId: string; required: boolean }> {
  const { rows } = await sql<{ authorityId: string; required: boolean }>`
    select l.authority_id as "authorityId", coalesce(r.required, false) as required
      from hash_list l left join signature_rule r on r.authority_id = l.authority_id
     where l.id = ${listId}`.execute(db)
  return rows[0]!
}

/** The same of an authority by its name. */
export async function isSignatureRequired(
  db: DbOrTransaction,
  authority: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from signature_rule r join authority a on a.id = r.authority_id
     where a.name = ${authority} and r.required`.execute(db)
  return rows.length > 0
}
