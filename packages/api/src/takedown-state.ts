import type { Verdict } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const Instant = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

export const CLOCKS = [
  't0',
  't1',
  't2',
  't3',
  't4',
  't5',
  't6',
  't7',
  't8',
  't9',
  't10',
  't11',
] as const
export type ClockName = (typeof CLOCKS)[number]
/** T2 is the clock of a first assessment without a match; nothing sets it yet. */
export type ClockTimes = Record<ClockName, Date | null>

const TakedownState = Type.Object({
  clocks: Type.Record(Type.String(), Instant),
  lastVerdict: Type.Union([
    Type.Literal('present'),
    Type.Literal('gone'),
    Type.Literal('unknown'),
    Type.Null(),
  ]),
  plan: Type.Optional(Type.Array(Type.String())),
  step: Type.Optional(Type.Integer()),
  noticesSent: Type.Integer(),
  resurfacings: Type.Integer(),
  escalationLevel: Type.Integer(),
  lastConclusive: Type.Union([
    Type.Object({ verdict: Type.String(), at: Type.String({ format: 'date-time' }) }),
    Type.Null(),
  ]),
})
const compiled = Compile(TakedownState)

export type MachineFacts = {
  clocks: ClockTimes
  lastVerdict: Verdict | null
  /** Steps of its route, in order; none before it has one. */
  plan: string[]
  /** The next of them, from 0. */
  step: number
  noticesSent: number
  resurfacings: number
  escalationLevel: number
  lastPresentAt: Date | null
}

/**
 * Reads what pages show from the stored state of the takedown machine.
 *
 * @throws {TypeError} when a field is missing or of another form
 */
export function readMachineFacts(state: unknown): MachineFacts {
  if (!compiled.Check(state)) throw new TypeError('Reading a takedown: its state is malformed')
  const stored: Static<typeof TakedownState> = state
  const time = (text: string | null | undefined): Date | null => (text ? new Date(text) : null)
  const { lastConclusive } = stored
  return {
    clocks: Object.fromEntries(
      CLOCKS.map((name) => [name, time(stored.clocks[name])]),
    ) as ClockTimes,
    lastVerdict: stored.lastVerdict,
    plan: stored.plan ?? [],
    step: stored.step ?? 0,
    noticesSent: stored.noticesSent,
    resurfacings: stored.resurfacings,
    escalationLevel: stored.escalationLevel,
    lastPresentAt: lastConclusive?.verdict === 'present' ? new Date(lastConclusive.at) : null,
  }
}
