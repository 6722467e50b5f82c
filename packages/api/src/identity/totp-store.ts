import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'

type Crypto = Pick<FieldCrypto, 'seal' | 'open'>
export type StoredTotp = { secret: Buffer; confirmedAt: Date | null; lastStep: number }

const placeOf = (personId: string) => ({ table: 'totp', column: 'secret_ct', row: personId })

/** Keeps a new secret in place of one that nobody has confirmed. */
export async function putTotp(
  db: DbOrTransaction,
  crypto: Crypto,
  made: { personId: string; secret: Buffer; at: Date },
): Promise<void> {
  const set = {
    secret_ct: crypto.seal(placeOf(made.personId), made.secret),
    created_at: made.at,
    confirmed_at: null,
    last_step: 0,
  }
  await db
    .insertInto('totp')
    .values({ person_id: made.personId, ...set })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(set))
    .execute()
}

/** Locked, so that a code is used once however many send it. */
export async function lockTotp(
  db: DbOrTransaction,
  crypto: Crypto,
  personId: string,
): Promise<StoredTotp | null> {
  const row = await db
    .selectFrom('totp')
    .select(['secret_ct', 'confirmed_at', 'last_step'])
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return null
  const secret = crypto.open(placeOf(personId), row.secret_ct)
  return { secret, confirmedAt: row.confirmed_at, lastStep: Number(row.last_step) }
}

export async function noteStep(
  db: DbOrTransaction,
  personId: string,
  used: { step: number; confirmedAt: Date },
): Promise<void> {
  await db
    .updateTable('totp')
    .set({ last_step: used.step, confirmed_at: used.confirmedAt })
    .where('person_id', '=', personId)
    .execute()
}

/** @returns whether there was one */
export async function deleteTotp(db: DbOrTransaction, personId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('totp')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** When the person of an account showed that the app has the secret; null when there is none. */
export async function totpSince(db: DbOrTransaction, personId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('totp')
    .select('confirmed_at')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.confirmed_at ?? null
}
