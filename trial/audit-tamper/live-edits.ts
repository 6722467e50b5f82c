import { sql, type RawBuilder } from 'kysely'
import { readPlaced, writeTiles } from '../../packages/audit/src/audit-store.ts'
import type { LogKey } from '../../packages/audit/src/checkpoint.ts'
import { entryOf } from '../../packages/audit/src/event.ts'
import { liveLog } from '../../packages/audit/src/live-log.ts'
import { verifyLog, type Trust, type Verdict } from '../../packages/audit/src/verify-log.ts'
import type { Db, DbOrTransaction, FieldCrypto } from '../../packages/runtime/src/index.ts'
import { judge, WAYS, type Draw, type Outcome, type Way } from './edit.ts'
import { forge, forgeFrom, type Forged, type Signed } from './forge.ts'

export type LiveWorld = {
  db: Db
  crypto: FieldCrypto
  signed: readonly Signed[]
  key: LogKey
  otherKey: LogKey
  trust: Trust
  size: number
}

/**
 * Alters the log of a database in one way, as somebody who owns the database and has switched its triggers off, verifies
 * it with what is kept elsewhere, and undoes it.
 */
export async function tryLiveEdit(world: LiveWorld, draw: Draw): Promise<Outcome> {
  const way = WAYS[draw(WAYS.length)]!
  let verdict: Verdict | null = null
  let first = 0
  const undo = new Error('undo')
  await world.db
    .transaction()
    .execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx)
      first = await EDITS[way]({ ...world, trx }, draw)
      verdict = await verifyLog(liveLog(trx, world.crypto), world.trust)
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  const found = verdict!.finding
  return { way, where: 'live', found, problem: judge(found, first) }
}

type Open = LiveWorld & { trx: DbOrTransaction }

const EDITS: Readonly<Record<Way, (world: Open, draw: Draw) => Promise<number>>> = {
  async change({ trx, size }, draw) {
    const first = draw(size)
    await sql`update audit_event set ${CHANGES[draw(CHANGES.length)]!} where leaf_index = ${first}`.execute(
      trx,
    )
    return first
  },
  async 'change-and-tiles'(world, draw) {
    const { first, entries } = await rewrite(world, draw)
    await replace(world, { ...forge(entries, [], () => world.key), checkpoints: null })
    return first
  },
  async delete({ trx, size }, draw) {
    const first = draw(size)
    await sql`delete from audit_event where leaf_index = ${first}`.execute(trx)
    if (draw(2) === 0) await shift(trx, first + 1, -1)
    return first
  },
  async insert({ trx, size }, draw) {
    const first = draw(size)
    await shift(trx, first, 1)
    await sql`
      insert into audit_event (id, at, actor, action, object_type, object_id, detail, leaf_index, actor_role, commitment, salt_ct)
      select gen_random_uuid(), at, actor, action, object_type, object_id, detail, ${first}, actor_role, commitment, salt_ct
        from audit_event where leaf_index = ${first + 1}`.execute(trx)
    return first
  },
  async swap({ trx, size }, draw) {
    const one = draw(size)
    const two = (one + 1 + draw(size - 1)) % size
    for (const [from, to] of [
      [one, size + 9],
      [two, one],
      [size + 9, two],
    ]) {
      await sql`update audit_event set leaf_index = ${to} where leaf_index = ${from}`.execute(trx)
    }
    return Math.min(one, two)
  },
  async truncate({ trx, size }, draw) {
    const first = draw(size)
    await sql`delete from audit_event where leaf_index >= ${first}`.execute(trx)
    return first
  },
  async 'restore-old-state'(world, draw) {
    const { trx, signed } = world
    const { size } = signed[draw(signed.length - 1)]!
    await sql`delete from audit_event where leaf_index >= ${size}`.execute(trx)
    const older = signed.filter((one) => one.size <= size)
    await replace(
      world,
      forge(await entriesOf(trx), older, () => world.key),
    )
    return size
  },
  async 'fork-by-another-key'(world, draw) {
    const { first, entries } = await rewrite(world, draw)
    await replace(world, forgeFrom(first, entries, world, world.otherKey))
    return first
  },
  async 're-sign-by-the-real-key'(world, draw) {
    const { first, entries } = await rewrite(world, draw)
    await replace(world, forgeFrom(first, entries, world, world.key))
    return first
  },
  async 'change-a-hash'({ trx, size }, draw) {
    const leaf = draw(size)
    const level = draw(4) === 0 && leaf < 256 ? 1 : 0
    const at = level === 0 ? 32 * (leaf % 256) + draw(32) : draw(32)
    await sql`
      update audit_tile set hashes = set_byte(hashes, ${at}::int, (get_byte(hashes, ${at}::int) + 1) % 256)
       where level = ${level} and n = ${level === 0 ? Math.floor(leaf / 256) : 0}`.execute(trx)
    return level === 0 ? leaf : 0
  },
  async 'change-a-checkpoint'({ trx, signed }, draw) {
    const at = draw(signed.length)
    const { size } = signed[at]!
    const change = [
      sql`note = replace(note, '—', '-')`,
      sql`note = overlay(note placing '0' from length(note) - ${10 + draw(60)}::int for 1) || 'A'`,
      sql`note = reverse(note)`,
      sql`note = (select note from audit_checkpoint where size <> ${size} order by size limit 1)`,
    ][draw(4)]!
    await sql`update audit_checkpoint set ${change} where size = ${size}`.execute(trx)
    return signed[at - 1]?.size ?? 0
  },
}

/** One column of a row, each in another value. */
const CHANGES: readonly RawBuilder<unknown>[] = [
  sql`action = action || 'x'`,
  sql`object_type = object_type || 'x'`,
  sql`object_id = object_id || 'x'`,
  sql`at = at + interval '1 microsecond'`,
  sql`actor = 'analyst:Kim'`,
  sql`detail = detail || '{"more": true}'`,
  sql`actor_role = 'admin'`,
  sql`commitment = set_byte(commitment, 3, 255 - get_byte(commitment, 3))`,
  sql`salt_ct = set_byte(salt_ct, 33, 255 - get_byte(salt_ct, 33))`,
  sql`id = gen_random_uuid()`,
  sql`actor = 'erased', detail = '{}', salt_ct = null, erased_by = id`,
  sql`leaf_index = null, actor_role = null, commitment = null, salt_ct = null`,
]

/** Another action for one event, as if it had always been so. */
async function rewrite(
  { trx, size }: Open,
  draw: Draw,
): Promise<{ first: number; entries: Buffer[] }> {
  const first = draw(size)
  await sql`update audit_event set action = action || 'x' where leaf_index = ${first}`.execute(trx)
  return { first, entries: await entriesOf(trx) }
}

const entriesOf = async (trx: DbOrTransaction): Promise<Buffer[]> =>
  (await readPlaced(trx, 0, 1_000_000)).map(entryOf)

async function replace(
  { trx }: Open,
  { tiles, checkpoints }: { tiles: Forged['tiles']; checkpoints: Forged['checkpoints'] | null },
): Promise<void> {
  await sql`delete from audit_tile`.execute(trx)
  await writeTiles(trx, tiles)
  if (!checkpoints) return
  await sql`delete from audit_checkpoint`.execute(trx)
  await trx.insertInto('audit_checkpoint').values(checkpoints).execute()
}

/** Moves all places from one on; by a detour, since no two events may have one place. */
async function shift(trx: DbOrTransaction, from: number, by: number): Promise<void> {
  const far = 1_000_000
  await sql`update audit_event set leaf_index = leaf_index + ${far}::int where leaf_index >= ${from}`.execute(
    trx,
  )
  await sql`
    update audit_event set leaf_index = leaf_index - ${far - by}::int where leaf_index >= ${far}`.execute(
    trx,
  )
}
