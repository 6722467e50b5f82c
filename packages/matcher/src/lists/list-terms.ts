/** What an authority allows with a submission to a list, as it is at the moment. */
export type ListInUse = {
  submissionId: string
  listId: string
  /** bits; PDQ limit of the list */
  maxDistance: number
  purpose: string
  /** Countries where it may be used, upper case; everywhere when empty. */
  jurisdictions: readonly string[]
  expiresAt: Date | null
  /** What it names is known to be harmless, and matches nothing. */
  isNegative: boolean
}

/** What pictures are compared for here. */
export const PURPOSE = 'notice-and-takedown'

/** For what, where and when lists are asked. */
export type Use = {
  purpose: string
  /** Country whose law the operator works under, two upper-case letters. */
  jurisdiction: string
  at: Date
}

/** Whether a list may be used so. */
export function mayUse(list: ListInUse, { purpose, jurisdiction, at }: Use): boolean {
  if (list.purpose !== purpose) return false
  if (list.expiresAt !== null && list.expiresAt <= at) return false
  const { jurisdictions } = list
  return (
    jurisdictions.length === 0 || (jurisdiction !== null && jurisdictions.includes(jurisdiction))
  )
}
