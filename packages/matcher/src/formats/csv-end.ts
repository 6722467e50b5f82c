import { DomainError, HASH_ALGORITHMS } from '@nightlight/contract'
import { toBytes } from '../hash-value.ts'
import type { Column } from './csv-head.ts'

/** Looks at the rows of a CSV file as they come, to tell in the end whether it broke off within its last one. */
export type CsvEnd = {
  /**
   * @param cells  null of a row that is none, such as an over-long one
   * @param isOpen  whether the file ends in it without a line end
   */
  row(cells: readonly string[] | null, isOpen: boolean): void
  /** @throws {DomainError} `list-malformed` */
  mustBeWhole(): void
}

/**
 * A file broke off where its last row has fewer cells than the head, unless they may have been left out: the row has a
 * line end, and is alone or no shorter than another. It did as well where it ends in part of a hash, without a line end.
 */
export function csvEnd(columns: readonly Column[]): CsvEnd {
  let shortest: number | undefined
  let last: { cells: readonly string[]; isOpen: boolean } | null = null
  return {
    row(cells, isOpen) {
      if (last !== null) shortest = Math.min(shortest ?? columns.length, last.cells.length)
      last = cells && { cells, isOpen }
    },
    mustBeWhole() {
      if (last === null) return
      const { cells, isOpen } = last
      const least = isOpen ? columns.length : (shortest ?? 0)
      if (cells.length < least || (isOpen && endsInPartOfHash(cells, columns))) {
        throw csvBreaksOff()
      }
    },
  }
}

function endsInPartOfHash(cells: readonly string[], columns: readonly Column[]): boolean {
  const text = cells.at(-1) ?? ''
  const algorithm = HASH_ALGORITHMS.find((name) => name === columns[cells.length - 1])
  return algorithm !== undefined && text !== '' && toBytes(algorithm, text) === 'wrong-length'
}

export const csvBreaksOff = (): DomainError =>
  new DomainError(
    'invalid',
    'list-malformed',
    'Reading a CSV list: it breaks off within its last row, which has too few cells, half a hash or an open quote; nothing of it was taken. Get it again',
  )
