import { csvLine, type Language } from '@nightlight/contract'
import type { Translate } from '../console/texts.ts'
import type { ExportContent } from './export-content.ts'
import { nameOf } from './figure-words.ts'
import { figureRows } from './figure-rows.ts'

/**
 * The table of figures: first what it is of and how it can be checked, then one figure a line with its definition.
 *
 * Shares from 0 to 1, times in hours, counts as they are; nothing where a figure is not known.
 */
export function figuresCsv(
  content: ExportContent,
  digest: string,
  { t, language }: { t: Translate; language: Language },
): string {
  const { kind, period, asOf, organisation, log } = content
  const about = (field: string, value: string): string[] => [field, '', '', '', value, '', '', '']
  const lines = [
    ['field', 'name', 'provider', 'of', 'value', 'unit', 'clocks', 'definition'],
    about('export', kind),
    about('organisation', organisation),
    about('period', period.name),
    about('from', period.from),
    about('until', period.until),
    about('as_of', asOf),
    about('log_origin', log?.origin ?? ''),
    about('log_size', String(log?.size ?? '')),
    about('log_root', log?.root ?? ''),
    about('digest', `sha256:${digest}`),
    about('language', language),
    ...(content.kind === 'dsa' ? [about('statement', content.statement ?? '')] : []),
    ...figureRows(content).map((row) => [
      row.field,
      nameOf({ t, language }, row),
      row.provider ?? '',
      row.of ?? '',
      row.value === null ? '' : String(row.value),
      row.value === null ? (row.missing ?? '') : row.unit,
      row.clocks ?? '',
      t.code('figure-how', row.how),
    ]),
  ]
  return lines.map((cells) => csvLine(cells)).join('')
}
