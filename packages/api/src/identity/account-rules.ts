import { DomainError, type ErrorKind } from '@nightlight/contract'

type Refusal = readonly [kind: ErrorKind, code: string, why: string]

const DEACTIVATED: Refusal = ['conflict', 'person-deactivated', 'the account was deactivated']
const ANOTHER: Refusal = ['forbidden', 'second-person-needed', 'another person has to agree to it']

/** What each rule of accounts that the database holds is called; each is said before where it can be foreseen. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  account_deactivated: DEACTIVATED,
  account_waits: ANOTHER,
  person_four_eyes: ANOTHER,
  person_needs_another: ANOTHER,
  person_provider_needs_another: ANOTHER,
  person_last_admin: ['conflict', 'last-admin', 'this is the last administrator'],
  person_not_own: ['conflict', 'own-account', 'nobody changes their own account'],
  person_operator: [
    'forbidden',
    'operator-not-owner',
    'only the owner of the tables acts as the operator',
  ],
}

/** The refusal of a rule as the error that its code stands for; whatever else was thrown, as it is. */
export function asRefusal(error: unknown): unknown {
  const { constraint } = Object(error) as { constraint?: unknown }
  const refusal = typeof constraint === 'string' ? REFUSALS[constraint] : undefined
  if (!refusal) return error
  const [kind, code, why] = refusal
  return new DomainError(kind, code, `Changing an account: ${why}`, { cause: error })
}

/** Does `work`; what a rule of accounts refused in it is thrown under its code. @throws as `work` */
export const byTheRules = <Result>(work: () => Promise<Result>): Promise<Result> =>
  work().catch((error: unknown) => {
    throw asRefusal(error)
  })
