import { DomainError } from '@nightlight/contract'
import { COLUMN_WORDS, readUploadQuery, type UploadFacts } from '../../lists/upload-query.ts'
import type { Said } from '../../uploads/upload-store.ts'
import { MOST_PER_FIELD, queryField } from './query-field.ts'

type Fields = Readonly<Record<string, string>>

/**
 * What a form says of a file, read as the query of the API is.
 *
 * @throws {DomainError} as `saidIn`, `readUploadQuery` and `asFormProblem`
 */
export function readHandInForm(fields: Fields, isDryRun: boolean, now: Date): UploadFacts {
  try {
    return readUploadQuery({ ...saidIn(fields), dryRun: isDryRun }, now)
  } catch (error) {
    return asFormProblem(error)
  }
}

/**
 * Of a query that a form was read into: a day that is over is told as of its field, with what to do.
 *
 * @throws {DomainError} invalid `expiry-invalid`, naming the field; anything else as it is
 */
export function asFormProblem(error: unknown): never {
  const isOver =
    error instanceof DomainError &&
    error.code === 'query-invalid' &&
    error.detail['field'] === 'expiresAt'
  throw isOver ? noDay() : error
}

/**
 * The same as the query itself, to be read later.
 *
 * @throws {DomainError} invalid `body-invalid` and `expiry-invalid`, naming the field; `columns-invalid`, also with the line
 */
export function saidIn(fields: Fields): Said {
  const said = (name: string): string | undefined => {
    const text = (fields[name] ?? '').trim()
    if (text.length > MOST_PER_FIELD) throw wrong(name)
    return text === '' ? undefined : text
  }
  const day = said('expires')
  if (day !== undefined && !isDay(day)) throw noDay()
  const columns = said('columns')
  const query = {
    kind: queryField('kind', said('kind') ?? 'addition'),
    legalBasis: queryField('legalBasis', said('legalBasis') ?? ''),
    officer: queryField('officer', said('officer')),
    algorithm: queryField('algorithm', said('algorithm')),
    expiresAt: day === undefined ? undefined : endOf(day),
    map: columns === undefined ? undefined : JSON.stringify(columnsIn(columns)),
  }
  const known = Object.entries(query).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known)
}

/** A day counts to its end. */
const endOf = (day: string): string => `${day}T23:59:59Z`

/** Where a browser has no calendar it is typed: the 31st of every month is not there. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(endOf(text))
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

const noDay = (): DomainError =>
  new DomainError('invalid', 'expiry-invalid', 'Reading a form: a day to come is needed', {
    detail: { field: 'expires' },
  })

/** Length of the file as the browser tells it beforehand, bytes. */
export function sizeIn({ size = '' }: Fields): number | undefined {
  return /^\d{1,15}$/.test(size) ? Number(size) : undefined
}

/** `head = what` a line, as `--map` of the command line has it, in capitals or not. */
function columnsIn(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line, index }))
  return Object.fromEntries(
    lines
      .filter(({ line }) => line.trim() !== '')
      .map(({ line, index }) => {
        const at = line.lastIndexOf('=')
        const word = line
          .slice(at + 1)
          .trim()
          .toLowerCase()
        const isKnown = COLUMN_WORDS.some((known) => known === word)
        if (at >= 1 && isKnown) return [line.slice(0, at).trim(), word]
        throw new DomainError('invalid', 'columns-invalid', 'Reading a form: see the line', {
          detail: { field: 'columns', index },
        })
      }),
  )
}

export const wrong = (field: string): DomainError =>
  new DomainError('invalid', 'body-invalid', 'Reading a form: see the field', { detail: { field } })
