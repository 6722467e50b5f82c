import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** For what and where something may be used. */
export type UseTerms = {
  purpose: string
  /** Upper case; everywhere when empty. */
  jurisdictions: string[]
}

/** What was said of it; what was not is as the list has it. */
export type AskedTerms = {
  purpose?: string | undefined
  /** Everywhere when empty. */
  jurisdictions?: readonly string[] | undefined
}

/**
 * What a submission to a list may be used for and where. Pictures are compared by the terms of the list, so nothing is
 * handed in to it that allows less; the database holds that as well.
 *
 * @throws {DomainError} conflict `submission-terms-differ`, naming the field
 */
export function submissionTerms(list: UseTerms, asked: AskedTerms): UseTerms {
  const allowed = codes(list.jurisdictions)
  const { purpose = list.purpose } = asked
  const jurisdictions = asked.jurisdictions === undefined ? allowed : codes(asked.jurisdictions)
  if (purpose !== list.purpose) {
    throw differing(
      'purpose',
      'its list is for another purpose; name that of the list if it may be used so, or hand it in to a list for this one, or open one',
    )
  }
  if (!isWithin(allowed, jurisdictions)) {
    const countries = allowed.length === 0 ? 'everywhere' : allowed.join(', ')
    throw differing(
      'jurisdictions',
      `its list is for ${countries}; name all of that if it may be used there, or hand it in to a list for fewer countries, or open one`,
    )
  }
  return { purpose, jurisdictions }
}

const differing = (field: keyof UseTerms, what: string): DomainError =>
  new DomainError('conflict', 'submission-terms-differ', `Opening a submission: ${what}`, {
    detail: { field },
  })

/** Whether two submissions allow the same, in whatever order it was said. */
export const isSameUse = (a: UseTerms, b: UseTerms): boolean =>
  a.purpose === b.purpose && codes(a.jurisdictions).join() === codes(b.jurisdictions).join()

const codes = (countries: readonly string[]): string[] =>
  [...new Set(countries.map((code) => code.toUpperCase()))].toSorted()

const isWithin = (countries: readonly string[], allowed: readonly string[]): boolean =>
  allowed.length === 0 ||
  (countries.length > 0 && countries.every((code) => allowed.includes(code)))

/** Has the terms of a list stay as they are until the transaction ends. */
export async function holdListTerms(db: DbOrTransaction, listId: string): Promise<void> {
  await sql`select hold_list_terms(${listId}::uuid)`.execute(db)
}
