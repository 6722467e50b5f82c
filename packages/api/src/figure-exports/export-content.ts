import { createHash } from 'node:crypto'
import type { Language } from '@nightlight/contract'
import type {
  DsaFigures,
  FiguresVersion,
  InhopeFigures,
  ProviderFigures,
} from '@nightlight/notices'
import { canonicalBytes } from '@nightlight/runtime'

export const EXPORT_KINDS = ['inhope', 'dsa', 'provider'] as const
export type ExportKind = (typeof EXPORT_KINDS)[number]

/** Head of the log when figures were first made: whoever has it can prove what they were made of. `root` is 64 hex digits. */
export type LogHead = { origin: string; size: number; root: string }

export type NamedProvider = { name: string; language: Language }

/** What changes later without an event: kept as it was when figures were first made, so that they come out the same. */
export type Frozen = {
  organisation: string
  log: LogHead | null
  providers: Readonly<Record<string, NamedProvider>>
}

type Common = {
  type: 'nightlight/figures'
  /** By which rules figures were made. */
  version: FiguresVersion
  /** Times as ISO 8601, UTC, here and below. */
  period: { name: string; from: string; until: string }
  asOf: string
} & Frozen

/** Figures and all that they name. Its canonical form (RFC 8785) is what the digest is of; it holds no word of any language of ours. */
export type ExportContent = Common &
  (
    | { kind: 'inhope'; figures: InhopeFigures }
    /** `statement`: of the organisation, on how it stays independent. */
    | { kind: 'dsa'; figures: DsaFigures; statement: string | null }
    | { kind: 'provider'; figures: ProviderFigures; providerId: string }
  )
export type ContentOf<Kind extends ExportKind> = ExportContent & { kind: Kind }

/** Whether the period had ended by the instant of the figures: ISO 8601 in UTC is in the order of time. */
export const isWhole = ({ period, asOf }: Pick<ExportContent, 'period' | 'asOf'>): boolean =>
  period.until <= asOf

/** Whether a page or letter says that its period was not over: files of versions before 3 keep their bytes. */
export const saysUnfinished = (content: ExportContent): boolean =>
  content.version >= 3 && !isWhole(content)

export const digestOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/** The bytes that are kept, sent as JSON and digested. */
export const contentBytes = (content: ExportContent): Buffer => canonicalBytes(content)
