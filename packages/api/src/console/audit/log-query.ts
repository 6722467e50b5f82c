import type { LogFilter, LogPlace } from '@nightlight/audit'
import { Type, type Static } from 'typebox'
import { Id, oneOf, TEXT } from '../../schemas.ts'
import { ACTIONS_ASKED, QUESTIONS } from './questions.ts'

const Day = Type.Optional(Type.String({ pattern: '^$|^\\d{4}-\\d{2}-\\d{2}$' }))
const Word = Type.Optional(Type.String({ maxLength: 300, pattern: TEXT }))

/** What a page of the log is asked for; empty fields are those of a form that nobody filled in. */
export const LogQuery = Type.Object({
  from: Day,
  to: Day,
  actor: Word,
  action: Word,
  object: Word,
  /** With an object: all of the case that it is of. */
  of: Type.Optional(Type.Union([Type.Literal('case'), Type.Literal('')])),
  /** A question that is often asked, in place of one action. */
  asked: Type.Optional(Type.Union([oneOf(QUESTIONS), Type.Literal('')])),
  /** Where the page goes on: the moment, as the log has it, and the id of the last event of the page before. */
  at: Type.Optional(Type.String({ maxLength: 32, pattern: TEXT })),
  after: Type.Optional(Id),
  verify: Type.Optional(Type.Literal('1')),
})
export type LogQuery = Static<typeof LogQuery>

const DAY_MS = 86_400_000
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/** Whether a word is a whole id, of which there may be a case. */
export const isId = (word: string | undefined): boolean =>
  word !== undefined && UUID.exec(word)?.[0] === word

/** The words of a query, trimmed; days are UTC and both included. An address of a page stands for the id in it. */
export function filterOf({ from, to, actor, action, object, asked }: LogQuery): LogFilter {
  const last = dayOf(to)
  return {
    from: dayOf(from),
    to: last && new Date(last.getTime() + DAY_MS),
    actor: wordOf(actor),
    action: wordOf(action),
    actions: asked && !wordOf(action) ? ACTIONS_ASKED[asked] : undefined,
    objectId: UUID.exec(object ?? '')?.[0].toLowerCase() ?? wordOf(object),
  }
}

const wordOf = (text: string | undefined): string | undefined => text?.trim() || undefined

/** A day that is in no calendar is none. */
function dayOf(text: string | undefined): Date | undefined {
  return text && isMoment(`${text}T00:00:00.000000Z`) ? new Date(`${text}T00:00:00Z`) : undefined
}

/** A moment as the log writes it, that is in the calendar; of others Postgres would make an error. */
const isMoment = (text: string): boolean => {
  if (!/^[12]\d{3}-\d\d-\d\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{6}Z$/.test(text)) return false
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 19) === text.slice(0, 19)
}

/** Null for what is no place; the search begins with the newest then. */
export const placeOf = ({ at, after }: LogQuery): LogPlace | null =>
  at !== undefined && after !== undefined && isMoment(at) ? { at, id: after } : null

/** The address of the same search with other words; what is empty is left out. */
export function logPath(
  query: LogQuery,
  change: Partial<Record<keyof LogQuery, string>> = {},
): string {
  const { at: _at, after: _after, verify: _verify, ...kept } = query
  const words = Object.entries({ ...kept, ...change }).filter(([, word]) => word)
  const text = new URLSearchParams(words).toString()
  return text === '' ? '/console/audit' : `/console/audit?${text}`
}
