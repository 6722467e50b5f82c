import { hash } from 'node:crypto'
import type { DbOrTransaction, FieldCrypto, VisitObservation } from '@nightlight/runtime'
import { sql } from 'kysely'

/** One removal check as a third party gets it; times are ISO 8601 in UTC. No image, no hash of one, no address. */
export type CheckRecord = {
  type: 'nightlight/removal-check'
  version: 1
  check: {
    id: string
    dueAt: string
    startedAt: string
    finishedAt: string
    /** Of the whole page, which may have the picture at other hosts as well. */
    verdict: 'present' | 'gone' | 'unknown'
    /** Of what the page has at the host of the takedown: the one that counts. Null where it was not brought to the takedown. */
    verdictAtHost: 'present' | 'gone' | 'unknown' | null
    vantagePoint: string
  }
  takedown: { id: string; openedAt: string; host: string }
  /** SHA-256 of the UTF-8 bytes of each address, so that who knows the address can tell it is meant. */
  addresses: { id: string; host: string; urlSha256: string }[]
  /** What led to the verdict, one line for each address that bears on it. */
  findings: {
    address: string
    outcome: 'present' | 'gone' | 'unknown'
    code: string
    /** Codes of what led there. */
    evidence: string[]
  }[]
  /** Every fetch of the look. */
  observations: CheckObservation[]
}

export type CheckObservation = {
  address: string
  outcome: string
  code: string | null
  startedAt: string
  finishedAt: string
  httpStatus: number | null
  connectedTo: string | null
  contentType: string | null
  server: string | null
  certificateSha256: string | null
  redirects: number
  wireBytes: number
  bodyBytes: number
  vantagePoint: string
  network: VisitObservation | null
}

/**
 * Puts together what one finished check of a takedown saw.
 *
 * @returns null when there is no such check, or it has not ended
 */
export async function readCheckRecord(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  takedownId: string,
  checkId: string,
): Promise<CheckRecord | null> {
  const check = await db
    .selectFrom('removal_check as c')
    .innerJoin('takedown as t', 't.id', 'c.takedown_id')
    .selectAll('c')
    .select(['t.opened_at', 't.host'])
    .where('c.id', '=', checkId)
    .where('t.id', '=', takedownId)
    .executeTakeFirst()
  if (!check?.finished_at || check.verdict === null) return null
  const observations = check.look_id === null ? [] : await observationsOf(db, check.look_id)
  const ids = [
    ...check.detail.map(({ locationId }) => locationId),
    ...observations.map(({ address }) => address),
  ]
  return {
    type: 'nightlight/removal-check',
    version: 1,
    check: {
      id: check.id,
      dueAt: check.due_at.toISOString(),
      startedAt: check.started_at.toISOString(),
      finishedAt: check.finished_at.toISOString(),
      verdict: check.verdict,
      verdictAtHost: await verdictAtHost(db, takedownId, checkId),
      vantagePoint: check.egress,
    },
    takedown: { id: takedownId, openedAt: check.opened_at.toISOString(), host: check.host },
    addresses: await addressesOf({ db, crypto }, [...new Set(ids)]),
    // How far a copy lies from the original is nobody's business outside.
    findings: check.detail.map(({ locationId: address, outcome, code, evidence = [] }) => ({
      address,
      outcome,
      code,
      evidence: [...evidence],
    })),
    observations,
  }
}

async function verdictAtHost(
  db: DbOrTransaction,
  takedownId: string,
  checkId: string,
): Promise<CheckRecord['check']['verdictAtHost']> {
  const row = await db
    .selectFrom('takedown_event')
    .select('data')
    .where('takedown_id', '=', takedownId)
    .where('type', '=', 'checked')
    .where(sql`data ->> 'checkId'`, '=', checkId)
    .executeTakeFirst()
  const verdict = row?.data['verdict']
  return verdict === 'present' || verdict === 'gone' || verdict === 'unknown' ? verdict : null
}

async function observationsOf(db: DbOrTransaction, lookId: string): Promise<CheckObservation[]> {
  const rows = await db
    .selectFrom('visit')
    .selectAll()
    .where('look_id', '=', lookId)
    .orderBy('started_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    address: row.location_id,
    outcome: row.outcome,
    code: row.code,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    httpStatus: row.http_status,
    connectedTo: row.address,
    contentType: row.content_type,
    server: row.server,
    certificateSha256: row.certificate_sha256,
    redirects: row.redirects,
    wireBytes: Number(row.wire_bytes),
    bodyBytes: Number(row.body_bytes),
    vantagePoint: row.egress,
    network: row.observation,
  }))
}

async function addressesOf(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  ids: readonly string[],
): Promise<CheckRecord['addresses']> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('location')
    .select(['id', 'host', 'url_ct'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map(({ id, host, url_ct }) => {
    const url = crypto.openText({ table: 'location', column: 'url_ct', row: id }, url_ct)
    return { id, host, urlSha256: hash('sha256', url, 'hex') }
  })
}
