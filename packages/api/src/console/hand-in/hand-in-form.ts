import { DomainError } from '@nightlight/contract'
import { readUploadQuery, type UploadFacts } from '../../lists/upload-query.ts'
import type { Said } from '../../uploads/upload-store.ts'
import { MOST_PER_FIELD, queryField } from './query-field.ts'

type Fields = Readonly<Record<string, string>>

/**
 * What a form says of a file, read as the query of the API is.
 *
 * @throws {DomainError} invalid `body-invalid`, naming the field; as `readUploadQuery`
 */
export const readHandInForm = (fields: Fields, isDryRun: boolean, now: Date): UploadFacts =>
  readUploadQuery({ ...saidIn(fields), dryRun: isDryRun }, now)

/**
 * The same as the query itself, to be read later.
 *
 * @throws {DomainError} invalid `body-invalid`, naming the field
 */
export function saidIn(fields: Fields): Said {
  const said = (name: string): string | undefined => {
    const text = (fields[name] ?? '').trim()
    if (text.length > MOST_PER_FIELD) throw wrong(name)
    return text === '' ? undefined : text
  }
  const day = said('expires')
  if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw wrong('expires')
  const columns = said('columns')
  const query = {
    kind: queryField('kind', said('kind') ?? 'addition'),
    legalBasis: queryField('legalBasis', said('legalBasis') ?? ''),
    officer: queryField('officer', said('officer')),
    algorithm: queryField('algorithm', said('algorithm')),
    expiresAt: day === undefined ? undefined : `${day}T23:59:59Z`,
    map: columns === undefined ? undefined : JSON.stringify(columnsIn(columns)),
  }
  const known = Object.entries(query).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known)
}

/** Length of the file as the browser tells it beforehand, bytes. */
export function sizeIn({ size = '' }: Fields): number | undefined {
  return /^\d{1,15}$/.test(size) ? Number(size) : undefined
}

/** `head = what` a line, as `--map` of the command line has it. */
function columnsIn(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf('=')
      if (at < 1) throw wrong('columns')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}

export const wrong = (field: string): DomainError =>
  new DomainError('invalid', 'body-invalid', 'Reading a form: see the field', { detail: { field } })
