import {
  CASE_AGES,
  CASE_CLOCKS,
  CASE_GROUPS,
  CASE_STATES,
  type CaseFilter,
  type CaseGroup,
} from '@nightlight/notices'
import { Type, type Static } from 'typebox'
import { OUTCOMES } from '../../outcome.ts'
import { Id, oneOf, TEXT } from '../../schemas.ts'
import { outcomeIs } from '../../supervision/outcome-condition.ts'

/** An instant to the second or finer. */
export const Instant = Type.Optional(
  Type.String({
    pattern:
      '^20\\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?Z$',
  }),
)
/** Of a group. */
export const Key = Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: TEXT }))

/** What the list of takedowns is asked for with; each filter stands by itself. */
export const CasesQuery = Type.Object({
  /** From which clock to which state and age are told; the period is of the first of them. */
  clock: Type.Optional(oneOf(CASE_CLOCKS)),
  from: Instant,
  to: Instant,
  /** As of when; of a figure, so that its cases are the same ones. */
  at: Instant,
  state: Type.Optional(oneOf(CASE_STATES)),
  age: Type.Optional(oneOf(CASE_AGES)),
  told: Type.Optional(oneOf(['yes', 'no'])),
  outcome: Type.Optional(oneOf(OUTCOMES)),
  provider: Key,
  country: Key,
  asn: Key,
  registrar: Key,
  cdn: Key,
  list: Key,
  class: Key,
  channel: Key,
  /** A takedown whose host is meant: no address of a page names one. */
  host: Type.Optional(Id),
  /** A letter that names them. */
  letter: Type.Optional(Id),
  /** What the groups below are of. */
  by: Type.Optional(oneOf([...CASE_GROUPS, 'host'])),
})
export type CasesAsked = Static<typeof CasesQuery>

/** What was chosen, and what is taken back of it. */
type Choice = { [Name in keyof CasesAsked]?: CasesAsked[Name] | undefined }

/**
 * The address of the list.
 *
 * @param choice.after  the takedown after which a page begins
 */
export function casesPath({ to, ...asked }: Choice & { after?: string }): string {
  const query = new URLSearchParams(
    // a period that goes up to what is known then has no end of its own
    Object.entries(to === asked.at ? asked : { ...asked, to }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  )
  return query.size === 0 ? '/console/takedowns' : `/console/takedowns?${shortly(query)}`
}

/** What an address asks for: without an end of its own a period goes up to what is known then. */
export const withEnd = (asked: CasesAsked): CasesAsked =>
  asked.to === undefined && asked.at !== undefined ? { ...asked, to: asked.at } : asked

/** A page of figures has hundreds of these with three instants each: colons may stand as they are. */
export const shortly = (query: URLSearchParams): string =>
  query.toString().replaceAll('%3A', ':').replaceAll('.000Z', 'Z')

export function filterOf(asked: CasesAsked, now: Date): CaseFilter {
  const { clock, from, to, at, state, age, told, outcome, host, letter } = asked
  const instant = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
  const groups: Partial<Record<CaseGroup, string>> = {}
  for (const group of CASE_GROUPS) {
    const key = asked[group]
    if (key !== undefined) groups[group] = key
  }
  return {
    measure: clock,
    since: instant(from),
    until: instant(to),
    at: instant(at),
    now,
    state,
    age,
    isTold: told === undefined ? undefined : told === 'yes',
    groups,
    atHostOf: host,
    inLetter: letter,
    also: outcome && outcomeIs(outcome),
  }
}
