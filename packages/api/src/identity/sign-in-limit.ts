import { isIP } from 'node:net'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'

const MINUTE_MS = 60_000
/** Codes are six digits, and three count at a time: five tries in a quarter of an hour, all year, hit two times in five. */
export const CODE_TRIES = { most: 5, withinMs: 15 * MINUTE_MS }

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }

export type TryLimit = { most: number; withinMs: number }
export const perMinute = (most: number): TryLimit => ({ most, withinMs: MINUTE_MS })

/** What tries are counted for: an account, or the network that they come from. */
export type TryBucket = { kind: 'account' | 'network' | 'code'; of: string }

/** The network of an address: 24 bits of version 4, 64 of version 6. */
export function networkOf(address: string): string {
  const plain = /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address
  if (isIP(plain) === 4) return plain.split('.').slice(0, 3).join('.')
  const [head = '', tail = ''] = plain.toLowerCase().split('%')[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const middle = plain.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0
  const groups = [...left, ...Array.from({ length: middle }, () => '0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

const bucketKey = (crypto: FieldCrypto, { kind, of }: TryBucket): Buffer =>
  crypto.blindIndex(`sign-in-try-${kind}`, of)

/**
 * Makes a try, unless too many have failed. A place is taken before it and given back when it went well: however many
 * try at once, no more than the limit fail.
 *
 * @param limits  each with what it counts, the network first: one that has to wait takes no places of accounts
 * @returns what came of the try, or how many seconds to wait
 */
export async function limited<Result extends { status: string }>(
  deps: Deps,
  limits: readonly (readonly [TryBucket, TryLimit])[],
  good: Result['status'],
  run: () => Promise<Result>,
): Promise<Result | { status: 'wait'; seconds: number }> {
  for (const [bucket, limit] of limits) {
    const seconds = await takePlace(deps, bucket, limit)
    if (seconds !== null) return { status: 'wait', seconds }
  }
  const result = await run()
  if (result.status === good) for (const [bucket] of limits) await giveBack(deps, bucket)
  return result
}

/** @returns seconds to wait, or null when the place was taken */
const takePlace = (
  { db, crypto, now }: Deps,
  bucket: TryBucket,
  { most, withinMs }: TryLimit,
): Promise<number | null> =>
  db.transaction().execute(async (trx) => {
    const key = bucketKey(crypto, bucket)
    const at = now()
    await sql`select pg_advisory_xact_lock(hashtextextended(${key.toString('hex')}, 0))`.execute(
      trx,
    )
    await trx
      .deleteFrom('sign_in_try')
      .where('at', '<', new Date(at.getTime() - CODE_TRIES.withinMs))
      .execute()
    const rows = await trx
      .selectFrom('sign_in_try')
      .select('at')
      .where('bucket', '=', key)
      .where('at', '>', new Date(at.getTime() - withinMs))
      .orderBy('at', 'desc')
      .limit(most)
      .execute()
    const oldest = rows.at(most - 1)
    if (oldest)
      return Math.max(1, Math.ceil((oldest.at.getTime() + withinMs - at.getTime()) / 1000))
    await trx.insertInto('sign_in_try').values({ bucket: key, at }).execute()
    return null
  })

const giveBack = ({ db, crypto }: Deps, bucket: TryBucket): Promise<unknown> =>
  sql`delete from sign_in_try where ctid in (select ctid from sign_in_try
    where bucket = ${bucketKey(crypto, bucket)} order by at desc limit 1)`.execute(db)
