import type { DbOrTransaction } from '@nightlight/runtime'

export type Answer = { status: number; body: Record<string, unknown> }
type Key = { actor: string; keyHash: Buffer }

/** Status of a row whose request is still being done; seen by nobody else, being uncommitted. */
const UNDER_WAY = 102

/** Takes a key; waits while another transaction holds it. @returns false when it was used before */
export async function takeKey(
  db: DbOrTransaction,
  key: Key & { requestHash: Buffer; now: Date },
): Promise<boolean> {
  const inserted = await db
    .insertInto('idempotency_key')
    .values({
      actor: key.actor,
      key_hash: key.keyHash,
      request_hash: key.requestHash,
      status: UNDER_WAY,
      body: '{}',
      created_at: key.now,
    })
    .onConflict((conflict) => conflict.columns(['actor', 'key_hash']).doNothing())
    .returning('status')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function keepAnswer(db: DbOrTransaction, key: Key, answer: Answer): Promise<void> {
  await db
    .updateTable('idempotency_key')
    .set({ status: answer.status, body: JSON.stringify(answer.body) })
    .where('actor', '=', key.actor)
    .where('key_hash', '=', key.keyHash)
    .execute()
}

export async function readAnswer(
  db: DbOrTransaction,
  key: Key,
): Promise<Answer & { requestHash: Buffer }> {
  const row = await db
    .selectFrom('idempotency_key')
    .select(['status', 'body', 'request_hash'])
    .where('actor', '=', key.actor)
    .where('key_hash', '=', key.keyHash)
    .executeTakeFirstOrThrow()
  const body = row.body as Record<string, unknown>
  return { status: row.status, body, requestHash: row.request_hash }
}
