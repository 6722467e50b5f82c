import type { DbOrTransaction } from '@nightlight/runtime'

/** An RFC 3161 token over the note of a checkpoint. */
export type KeptTimestamp = { size: number; token: Buffer; at: Date }

/** Ascending by size; about one an hour. */
export async function readTimestamps(db: DbOrTransaction): Promise<KeptTimestamp[]> {
  const rows = await db
    .selectFrom('audit_timestamp')
    .select(['size', 'token', 'at'])
    .orderBy('size')
    .orderBy('at')
    .execute()
  return rows.map(({ size, token, at }) => ({ size: Number(size), token, at }))
}

export async function addTimestamp(db: DbOrTransaction, { size, token, at }: KeptTimestamp) {
  await db.insertInto('audit_timestamp').values({ size, token, at }).execute()
}
