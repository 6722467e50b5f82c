import type { Tenant } from '../../packages/runtime/src/access/as-tenant.ts'

const OFFICES =
  "(select p.id from provider p join hand_over_office o on o.handle = p.handle where p.kind = 'police' and o.authority_id = $1)"
const HAND_OVERS = `(select id from notice where kind = 'police-hand-over' and state = 'sent' and provider_id in ${OFFICES})`
const BY_HAND = `(state->'entered' @> '[{"step": "police-hand-over"}]' and exists (select from hand_over_office where handle = 'police' and authority_id = $1))`
const HANDED_OVER = `(select takedown_id from notice_item where notice_id in ${HAND_OVERS})`

/** Whose each row is, said apart from the policies: rows of the tenant $1, as the owner of the database finds them. */
export const ROWS_OF: Readonly<Record<Tenant['kind'], Readonly<Record<string, string>>>> = {
  provider: {
    provider: 'id = $1',
    provider_contact: 'provider_id = $1',
    notice: 'provider_id = $1',
    notice_item: 'notice_id in (select id from notice where provider_id = $1)',
    notice_line: 'notice_id in (select id from notice where provider_id = $1)',
    notice_attempt: 'notice_id in (select id from notice where provider_id = $1)',
    takedown:
      'id in (select takedown_id from notice_item join notice on notice.id = notice_id where notice.provider_id = $1)',
    told_item: 'provider_id = $1',
    address_consent: 'provider_id = $1',
    address_request: 'provider_id = $1',
    reply: 'notice_id in (select id from notice where provider_id = $1)',
  },
  police: {
    authority: 'id = $1',
    hash_list: 'authority_id = $1',
    submission: 'list_id in (select id from hash_list where authority_id = $1)',
    submission_sample:
      'submission_id in (select s.id from submission s join hash_list l on l.id = list_id where authority_id = $1)',
    list_entry: 'list_id in (select id from hash_list where authority_id = $1)',
    entry_hash: 'list_id in (select id from hash_list where authority_id = $1)',
    entry_page:
      'submission_id in (select s.id from submission s join hash_list l on l.id = list_id where authority_id = $1)',
    entry_source:
      'submission_id in (select s.id from submission s join hash_list l on l.id = list_id where authority_id = $1)',
    entry_vote:
      'entry_id in (select e.id from list_entry e join hash_list l on l.id = list_id where authority_id = $1)',
    refused_row:
      'submission_id in (select s.id from submission s join hash_list l on l.id = list_id where authority_id = $1)',
    api_key: 'authority_id = $1',
    category_map: 'authority_id = $1',
    hand_over_office: 'authority_id = $1',
    hand_over_receipt: 'authority_id = $1',
    provider: `id in ${OFFICES}`,
    notice: `id in ${HAND_OVERS}`,
    notice_item: `notice_id in ${HAND_OVERS}`,
    takedown: `(id in ${HANDED_OVER} or ${BY_HAND})`,
    host_finding: `takedown_id in (select id from takedown where id in ${HANDED_OVER} or ${BY_HAND})`,
    kept_case: 'authority_id = $1',
    kept_case_piece: 'kept_case_id in (select id from kept_case where authority_id = $1)',
  },
}

/** A column of each table that a tenant may name; `id` where nothing else is said. */
const COLUMN: Readonly<Record<string, string>> = {
  notice_item: 'notice_id',
  notice_line: 'notice_id',
  notice_attempt: 'notice_id',
  entry_hash: 'entry_id',
  entry_source: 'entry_id',
  refused_row: 'submission_id',
  submission_sample: 'entry_id',
  kept_case_piece: 'kept_case_id',
  told_item: 'takedown_id',
  category_map: 'authority_id',
  hand_over_office: 'handle',
  hand_over_receipt: 'notice_id',
  host_finding: 'takedown_id',
}

/** Tables of which a tenant may name some columns only, and not where a row lies. */
const BY_ID: Readonly<Record<string, string>> = {
  takedown: 'id',
  api_key: 'id',
  notice: 'id',
  provider: 'id',
  host_finding: 'takedown_id',
  address_consent: 'id',
}

/** By what a row is found. */
export const placeOf = (table: string): string => BY_ID[table] ?? 'ctid'

/**
 * What somebody may try to get at one row of a table that is another tenant's, each as one statement that returns a row for each that it
 * reached.
 *
 * @param at  where the row lies, as `placeOf` says it
 */
export function triesAt(table: string, at: string): string[] {
  const column = COLUMN[table] ?? 'id'
  const place = placeOf(table)
  const row = `${place} = '${at}'`
  return [
    `select ${column} from ${table} where ${row}`,
    `select from ${table} where ${row} or ${row}`,
    `select from (select ${place}, 1 as one from ${table}) t where ${row}`,
    `with t as materialized (select ${place}, 1 as one from ${table}) select from t where ${row}`,
    `select from ${table} a join ${table} b on a.${column} = b.${column} where a.${row}`,
    `select from (select count(*) as n from ${table} where ${row}) t where n > 0`,
    `select ${column} from ${table} where ${row} for share`,
    `update ${table} set ${column} = ${column} where ${row} returning ${column}`,
    `delete from ${table} where ${row} returning ${column}`,
    `insert into ${table} select * from ${table} where ${row} returning ${column}`,
  ]
}
