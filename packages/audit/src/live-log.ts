import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { findUntoldErasure, readPlaced, readTile, type PlacedEvent } from './audit-store.ts'
import { readCheckpoints, readHealth } from './checkpoint-store.ts'
import { commitmentOf, entryOf } from './event.ts'
import { oneAt, type FindingCode } from './finding.ts'
import type { FoundEntry, LogSource } from './log-source.ts'
import { saltPlace } from './sequence.ts'
import { readTimestamps } from './timestamp-store.ts'

const ROWS_AT_ONCE = 2_048
const CHECKPOINTS_AT_ONCE = 500

/** An event must be in a checkpoint after so long; the sequencer promises half of it. */
export const LATEST_SECONDS = 120

/**
 * The log of a database. Pass a transaction that sees one state: the sequencer goes on meanwhile.
 */
export const liveLog = (db: DbOrTransaction, crypto: FieldCrypto): LogSource => ({
  async *entries() {
    for (let from = 0; ; from += ROWS_AT_ONCE) {
      const rows = await readPlaced(db, from, ROWS_AT_ONCE)
      const upTo = rows.findIndex(({ index }, at) => index !== from + at)
      const lot = upTo === -1 ? rows : rows.slice(0, upTo)
      yield lot.map((row) => found(row, crypto))
      if (upTo !== -1) yield [MISSING]
      if (lot.length < ROWS_AT_ONCE) return
    }
  },
  readTile: (level, n) => readTile(db, level, n),
  async *checkpoints() {
    let after = -1
    for (;;) {
      const lot = await readCheckpoints(db, after, CHECKPOINTS_AT_ONCE)
      yield* lot
      if (lot.length < CHECKPOINTS_AT_ONCE) return
      after = lot.at(-1)!.size
    }
  },
  timestamps: () => readTimestamps(db),
  async rest({ size }) {
    const untold = await findUntoldErasure(db)
    if (untold !== null) return oneAt('erasure-untold', untold)
    const { unsequencedSeconds } = await readHealth(db)
    return unsequencedSeconds > LATEST_SECONDS ? oneAt('entry-not-signed', size) : null
  },
})

/** Nobody can tell what is written into such a row from what it once had: there is no salt to hold it against. */
const isEmptied = ({ actor, detail, saltCt }: PlacedEvent): boolean =>
  actor === 'erased' && Object.keys(detail).length === 0 && saltCt === null

/** In the place of an event that is gone, with others after it. */
const MISSING: FoundEntry = { entry: Buffer.alloc(0), problem: 'entry-missing' }

const found = (row: PlacedEvent, crypto: FieldCrypto): FoundEntry => ({
  entry: entryOf(row),
  problem: problemOf(row, crypto),
})

/**
 * What is wrong with what the commitment covers; null where it holds, and of an erased event that is as `audit_erase` leaves it.
 * Whether the log tells of the erasure is asked elsewhere.
 */
export function problemOf(row: PlacedEvent, crypto: FieldCrypto): FindingCode | null {
  if (row.erasedBy !== null) return isEmptied(row) ? null : 'erased-written'
  let salt: Buffer
  try {
    if (!row.saltCt) return 'salt-unreadable'
    salt = crypto.open(saltPlace(row.id), row.saltCt)
  } catch {
    return 'salt-unreadable'
  }
  return commitmentOf(salt, row).toString('hex') === row.commitment ? null : 'clear-fields-altered'
}
