import { LOG_KEY, newestCheckpoint, openCheckpoint, verifierOf } from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import {
  dsaFigures,
  inhopeFigures,
  isQuarter,
  isYear,
  periodOf,
  providerFigures,
  type FiguresVersion,
  type Period,
} from '@nightlight/notices'
import {
  canonicalBytes,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type RecordSigner,
} from '@nightlight/runtime'
import {
  contentBytes,
  digestOf,
  type ExportContent,
  type ExportKind,
  type Frozen,
  type LogHead,
} from './export-content.ts'
import { contentOfAsked, keepExport, namedProviders } from './export-store.ts'

export type ExportDeps = {
  db: Db
  signer: RecordSigner
  now: () => Date
  organisation?: string
}

/** Which figures are wanted. */
export type ExportAsked = {
  kind: ExportKind
  /** `2026-Q3` for `inhope`, `2026` for `dsa`, either or `2026-09` for `provider`. */
  period: string
  /** Of `provider` alone. */
  providerId?: string | undefined
  /** Of `dsa` alone: how the organisation stays independent, in its own words. */
  statement?: string | undefined
  /** As they were known then; a minute ago without. */
  asOf?: Date | undefined
}

export type MadeExport = {
  id: string
  digest: string
  content: ExportContent
}

/** Of what is made for the first time. */
const VERSION: FiguresVersion = 5
/** What was written by then has been committed: no transaction that writes events takes as long. */
const SETTLED_MS = 60_000

/**
 * Makes figures of the events that were written up to an instant, keeps them, and notes that in the log. Made before of the
 * same period and instant, they come out the same.
 *
 * Reads all takedowns by lots, 1000 in memory at a time.
 *
 * @throws {DomainError} invalid `period-invalid`, `as-of-invalid`, `export-invalid`; not-found `provider-not-found`;
 *   conflict `export-differs`, `audit-checkpoint-invalid`; the reason of the signal
 */
export async function makeExport(
  deps: ExportDeps,
  asked: ExportAsked,
  actor: string,
  signal?: AbortSignal,
): Promise<MadeExport> {
  const at = deps.now()
  const { period, asOf } = readAsked(asked, at)
  const askedDigest = digestOf(canonicalBytes(wishOf(asked, asOf)))
  const made = await inOneState(deps.db, async (db) => {
    const before = await contentOfAsked(db, askedDigest)
    const frozen = before?.content ?? (await freeze(deps, db))
    const version = before?.content.version ?? VERSION
    const content = await compute(db, asked, { period, asOf, frozen, version }, signal)
    return { before, content }
  })
  const bytes = contentBytes(made.content)
  const digest = digestOf(bytes)
  if (made.before && made.before.digest !== digest) throw differs()
  const id = await deps.db.transaction().execute(async (trx) => {
    await keepExport(trx, {
      digest,
      askedDigest,
      kind: asked.kind,
      period: period.name,
      providerId: asked.providerId ?? null,
      asOf,
      madeAt: at,
      madeBy: actor,
      content: bytes.toString('utf8'),
    })
    const kept = await contentOfAsked(trx, askedDigest)
    // whoever made the same at the same time was first
    if (kept?.digest !== digest) throw differs()
    await writeAudit(trx, {
      actor,
      action: 'figures.made',
      objectType: 'figures',
      objectId: kept.id,
      detail: { kind: asked.kind, period: period.name, asOf: asOf.toISOString(), digest },
    })
    return kept.id
  })
  return { id, digest, content: made.content }
}

/**
 * Makes kept figures anew, of the events.
 *
 * @returns their digest now: that of the kept ones, unless events were changed or erased, or what was kept was
 */
export async function remake(
  db: Db,
  kept: ExportContent,
  signal?: AbortSignal,
): Promise<{ digest: string; content: ExportContent }> {
  const asked = askedOf(kept)
  const { version } = kept
  const period = periodOf(kept.period.name)
  const scope = { period, asOf: new Date(kept.asOf), frozen: kept, version }
  const content = await inOneState(db, (trx) => compute(trx, asked, scope, signal))
  return { digest: digestOf(contentBytes(content)), content }
}

const askedOf = (kept: ExportContent): ExportAsked => ({
  kind: kept.kind,
  period: kept.period.name,
  ...(kept.kind === 'provider' ? { providerId: kept.providerId } : {}),
  ...(kept.kind === 'dsa' && kept.statement !== null ? { statement: kept.statement } : {}),
})

const wishOf = ({ kind, period, providerId, statement }: ExportAsked, asOf: Date) => ({
  kind,
  period,
  providerId: providerId ?? null,
  statement: statement ?? null,
  asOf: asOf.toISOString(),
})

function readAsked(
  { kind, period: name, providerId, statement, asOf: wanted }: ExportAsked,
  now: Date,
): { period: Period; asOf: Date } {
  const period = periodOf(name)
  const fits = kind === 'inhope' ? isQuarter(name) : kind === 'dsa' ? isYear(name) : true
  if (!fits) throw invalid('period-invalid', 'these figures are of another length of time')
  if ((kind === 'provider') !== (providerId !== undefined)) {
    throw invalid('export-invalid', 'a provider is named for its letter, and for nothing else')
  }
  if (kind !== 'dsa' && statement !== undefined) {
    throw invalid('export-invalid', 'only the yearly report has a statement')
  }
  const latest = now.getTime() - SETTLED_MS
  const asOf = wanted ?? new Date(latest - (latest % 60_000))
  if (asOf.getTime() > latest) throw invalid('as-of-invalid', 'the instant is not a minute ago')
  if (period.since >= asOf) throw invalid('period-invalid', 'it had not begun by then')
  return { period, asOf }
}

const invalid = (code: string, why: string): DomainError =>
  new DomainError('invalid', code, `Making figures: ${why}`)

const differs = (): DomainError =>
  new DomainError(
    'conflict',
    'export-differs',
    'Making figures again: they are not those that were made before; "nightlight audit verify" says whether the log was changed',
  )

const inOneState = <Result>(db: Db, work: (trx: DbOrTransaction) => Promise<Result>) =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)

async function freeze(
  { signer, organisation = 'Nightlight' }: ExportDeps,
  db: DbOrTransaction,
): Promise<Frozen> {
  return { organisation, log: await headOf(db, signer), providers: {} }
}

/** @returns null before the log has a signed head */
async function headOf(db: DbOrTransaction, signer: RecordSigner): Promise<LogHead | null> {
  const newest = await newestCheckpoint(db)
  if (!newest) return null
  const origin = newest.note.split('\n')[0] ?? ''
  const key = verifierOf({ origin, publicKey: signer.publicKeyFor(LOG_KEY) })
  const opened = openCheckpoint(newest.note, key)
  if (typeof opened === 'string') {
    throw new DomainError(
      'conflict',
      'audit-checkpoint-invalid',
      'Making figures: the newest checkpoint is not signed by the log of this installation; "nightlight audit verify" says more',
    )
  }
  return { origin, size: opened.size, root: opened.root.toString('hex') }
}

type Scope = { period: Period; asOf: Date; frozen: Frozen; version: FiguresVersion }

async function compute(
  db: DbOrTransaction,
  { kind, providerId, statement }: ExportAsked,
  { period, asOf, frozen, version }: Scope,
  signal?: AbortSignal,
): Promise<ExportContent> {
  const scope = { period, asOf, version }
  const named = async (ids: readonly string[]) => ({
    ...(await namedProviders(
      db,
      ids.filter((id) => !Object.hasOwn(frozen.providers, id)),
    )),
    ...frozen.providers,
  })
  const common = {
    type: 'nightlight/figures' as const,
    version,
    period: {
      name: period.name,
      from: period.since.toISOString(),
      until: period.until.toISOString(),
    },
    asOf: asOf.toISOString(),
    organisation: frozen.organisation,
    log: frozen.log,
  }
  if (kind === 'inhope') {
    return { ...common, kind, providers: {}, figures: await inhopeFigures(db, scope, signal) }
  }
  if (kind === 'dsa') {
    const figures = await dsaFigures(db, scope, signal)
    const providers = await named(figures.providers.map((one) => one.providerId))
    return { ...common, kind, providers, figures, statement: statement ?? null }
  }
  const providers = await named([providerId!])
  if (!Object.hasOwn(providers, providerId!)) {
    throw new DomainError('not-found', 'provider-not-found', 'Making figures: no such provider')
  }
  const figures = await providerFigures(db, { ...scope, providerId: providerId! }, signal)
  return { ...common, kind, providers, figures, providerId: providerId! }
}
