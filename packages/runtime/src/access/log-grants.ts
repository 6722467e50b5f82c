/** Tables of the audit log and its tree, which only the process that keeps it may write. */
export const LOG_TABLES: readonly string[] = [
  'audit_checkpoint',
  'audit_cosignature',
  'audit_event',
  'audit_state',
  'audit_tile',
  'audit_timestamp',
]

/** What an event is told with. Its place, its role and its commitment come from the process that keeps the log. */
const TOLD = 'id, at, actor, action, object_type, object_id, detail'
const PLACED = 'leaf_index, actor_role, commitment, salt_ct'

/**
 * What a process may of the log, by table: every one tells events, one gives them their places, and nobody changes or takes
 * away what was told. An erasure is done with the rights of the owner (`audit_erase`).
 *
 * @param keepsLog  it is the process that keeps the log
 */
export const logGrants = (keepsLog: boolean): readonly (readonly [string, string])[] =>
  LOG_TABLES.map((table) => {
    if (table !== 'audit_event') return [table, keepsLog ? 'select, insert, update' : 'select']
    const told = `select, insert (${TOLD})`
    return [table, keepsLog ? `${told}, update (${PLACED})` : told]
  })
