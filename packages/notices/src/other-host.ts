import { rungOf, rungsOf } from './ladder.ts'
import { LADDER_STEPS } from './policies/terms.ts'
import type { Base } from './takedown.ts'

/** Seen again, or carried again: every ladder counts from the next notice, and who had it handed over has it no more. */
export const toldNobody = ({
  leftLadders = [],
}: Base): Pick<Base, 'toldAt' | 'toldAhead' | 'handedOverAt' | 'leftLadders'> => ({
  toldAt: null,
  toldAhead: null,
  handedOverAt: null,
  leftLadders: leftLadders.map((left) => ({ ...left, toldAt: null })),
})

/**
 * What is known of a ladder once the content is at another host: its steps are about one host, so they begin
 * anew, and where the content was at that host before they go on from where they stood.
 *
 * @param from,to providers
 */
export function atOtherHost(base: Base, { from, to }: { from: string; to: string }): Partial<Base> {
  const { escalatedAt = null, escalationLevel, toldAt = null } = base
  const left = { host: from, escalationLevel, escalatedAt, toldAt, rungs: rungsOf(base) }
  const others = (base.leftLadders ?? []).filter(({ host }) => host !== from)
  const known = others.find(({ host }) => host === to)
  const entered = (base.entered ?? []).map((one) =>
    one.host === undefined && LADDER_STEPS.some((step) => step === rungOf(one.step))
      ? { ...one, host: from }
      : one,
  )
  return {
    escalationLevel: known?.escalationLevel ?? 0,
    escalatedAt: known?.escalatedAt ?? null,
    toldAt: known?.toldAt ?? null,
    rungs: known?.rungs ?? [],
    ladderHost: to,
    leftLadders: [...others.filter((one) => one !== known), left],
    entered,
  }
}
