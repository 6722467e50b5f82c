import { DomainError, type Language } from '@nightlight/contract'
import { translator } from '../console/texts.ts'
import { contentBytes, type ExportContent, type ExportKind } from './export-content.ts'
import { dsaPage } from './dsa-page.ts'
import { figuresCsv } from './figures-csv.ts'
import { letterPdf } from './letter-pdf.ts'

export const FORMATS = ['csv', 'json', 'html', 'pdf'] as const
export type Format = (typeof FORMATS)[number]

/** What each kind is handed over as, what it is mostly wanted as first. */
export const FORMATS_OF: Readonly<Record<ExportKind, readonly Format[]>> = {
  inhope: ['csv', 'json'],
  dsa: ['html', 'csv', 'json'],
  provider: ['pdf', 'csv', 'json'],
}

const TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
}

export type ExportFile = { name: string; type: string; body: Buffer }

/** The language in which an export is handed over unless another is chosen: that of the provider, else English. */
export const languageOf = (content: ExportContent): Language =>
  content.kind === 'provider' ? (content.providers[content.providerId]?.language ?? 'en') : 'en'

/**
 * An export as a file; of the same content in the same language the same bytes.
 *
 * @throws {DomainError} invalid `format-invalid`: this kind is not handed over as that
 */
export async function exportFile(
  content: ExportContent,
  digest: string,
  { format, language = languageOf(content) }: { format: Format; language?: Language | undefined },
): Promise<ExportFile> {
  const words = { t: translator(language), language }
  const body = async (): Promise<Buffer> => {
    if (format === 'json') return contentBytes(content)
    if (format === 'csv') return Buffer.from(figuresCsv(content, digest, words))
    if (format === 'html' && content.kind === 'dsa') {
      return Buffer.from(dsaPage(content, digest, words))
    }
    if (format === 'pdf' && content.kind === 'provider') return letterPdf(content, digest, words)
    throw new DomainError(
      'invalid',
      'format-invalid',
      `Writing figures: ${content.kind} is handed over as ${FORMATS_OF[content.kind].join(', ')}`,
    )
  }
  const { kind, period } = content
  const stem = `${kind}-${period.name}-${digest.slice(0, 12)}`
  const suffix = format === 'json' ? '' : `-${language}`
  return { name: `${stem}${suffix}.${format}`, type: TYPES[format], body: await body() }
}

/** What a file says of itself, and whether we make it the same again. */
export type FileVerdict = {
  /** Null where the file names no digest of ours. */
  digest: string | null
  /** Figures of this digest were made here. */
  known: boolean
  /** Computed again from the events, they have this digest. */
  recomputed: boolean
  /** Written again, they are these bytes. */
  sameBytes: boolean
}

/** Tells which format bytes are of. */
export function formatOf(bytes: Buffer): Format {
  const start = bytes.subarray(0, 5).toString('latin1')
  if (start === '%PDF-') return 'pdf'
  if (start.startsWith('{')) return 'json'
  return start.startsWith('<') ? 'html' : 'csv'
}
