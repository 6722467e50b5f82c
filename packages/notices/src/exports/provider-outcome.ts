import { goneSince, wasGone } from './gone-spans.ts'
import { actionOf, closedAt, goneAt, isBack, isWithdrawn, type Action } from './outcome-at.ts'
import type { PastTakedown, Told } from './past-takedowns.ts'
import type { Lasted } from './times-tally.ts'

/**
 * By which rules figures were made. Those of 1 tell times of one item, tell one provider of three others, and do not say for how
 * long anything was watched. Figures of 2 and 3 are the same; what is written of 3 says where its period was not over. Since 4 what
 * a provider did is what was seen after it was told, of its own host and by its own answers, and a quarter has what was opened late.
 * Since 5 a letter has what was seen again at its own provider alone, a host that was told by hand counts as told in a quarter, and a
 * letter counts whichever of its items it went out with.
 */
export type FiguresVersion = 1 | 2 | 3 | 4 | 5

/** The kinds of letters that ask a host to remove: notices in the sense of article 16. */
const TO_HOST: readonly string[] = ['provider-notice', 'provider-reminder']

/** Letters to hosts, to all of them or to one, those that came back with them. */
export const lettersOf = (past: PastTakedown, providerId?: string): readonly Told[] =>
  past.told.filter(
    (one) => TO_HOST.includes(one.kind) && (!providerId || one.providerId === providerId),
  )

/** Letters that told somebody; what came back told nobody, since version 4. */
export const toldBy = (
  past: PastTakedown,
  version: FiguresVersion,
  providerId?: string,
): readonly Told[] => lettersOf(past, providerId).filter((one) => version < 4 || !one.bounced)

/** When the host was told, by letters and, since version 5, by hand. */
export const tellingsOf = (past: PastTakedown, version: FiguresVersion): readonly { at: Date }[] =>
  version < 5
    ? toldBy(past, version)
    : [...toldBy(past, version), ...past.toldByHand.map((at) => ({ at }))].toSorted(
        (a, b) => a.at.getTime() - b.at.getTime(),
      )

/** @returns tells of each letter of all items once that it is a new one */
export function newLetters(version: FiguresVersion): (one: Told) => boolean {
  const seen = new Set<string>()
  return ({ isFirstOfLetter, noticeId }) => {
    if (version < 5) return isFirstOfLetter
    const isNew = !seen.has(noticeId)
    seen.add(noticeId)
    return isNew
  }
}

/** All that were told, in the order in which they were. */
export const hostsTold = (past: PastTakedown, version: FiguresVersion): readonly string[] => [
  ...new Set(toldBy(past, version).map((one) => one.providerId)),
]

/** What became of an item at one provider. */
export type ProviderOutcome = {
  /** When it was first told. */
  told: Date
  action: Action
  /** From its notice to when the content had gone from it. */
  lasted: Lasted
}

/** @returns null where this provider was not told */
export function outcomeOf(
  past: PastTakedown,
  providerId: string,
  version: FiguresVersion,
): ProviderOutcome | null {
  const letters = toldBy(past, version, providerId)
  const told = letters[0]?.at
  if (!told) return null
  if (version < 4) return outcomeBefore4(past, providerId, told)
  const { from, ended } = removalAfter(past, letters)!
  const left = leftAt(past, providerId, from)
  const isEnd = ended !== null && (left === null || ended <= left)
  const lasted = { from, ended: isEnd ? ended : null, closed: left ?? closedAt(past) }
  return { told, action: actionSince4(past, providerId, { told, left, lasted }), lasted }
}

function outcomeBefore4(past: PastTakedown, providerId: string, told: Date): ProviderOutcome {
  const left = past.moves.find(({ at, from }) => from === providerId && at >= told)
  const lasted = { from: told, ended: left?.at ?? goneAt(past), closed: closedAt(past) }
  return { told, action: actionOf(past, providerId, told), lasted }
}

/**
 * From the first of some letters, or of what a person told, that told of content that was there, to when it went after that. Where it was gone at each of
 * them, from the first one to before it.
 *
 * @returns null without letters
 */
export function removalAfter(
  { gone }: PastTakedown,
  letters: readonly { at: Date }[],
): { from: Date; ended: Date | null } | null {
  const from = (letters.find(({ at }) => !wasGone(gone, at)) ?? letters[0])?.at
  return from ? { from, ended: goneSince(gone, from) } : null
}

/** How often content was seen again at a provider since it was told; before version 5, wherever that was. */
export const seenAgainAt = (
  past: PastTakedown,
  providerId: string,
  { told, version }: { told: Date; version: FiguresVersion },
): number =>
  past.resurfacedAt.filter(
    (back) => back >= told && (version < 5 || isBackAt(past, providerId, { told, back, version })),
  ).length

/**
 * Tells whether content that was seen again was at a provider. Its host is looked for after that: where another one was found
 * before this one was told anew, it had come back there.
 */
function isBackAt(
  past: PastTakedown,
  providerId: string,
  { told, back, version }: { told: Date; back: Date; version: FiguresVersion },
): boolean {
  const moves = past.moves.filter(
    ({ at, from, to }) => at >= told && (from === providerId || to === providerId),
  )
  if (moves.findLast(({ at }) => at <= back)?.from === providerId) return false
  const next = moves.find(({ at }) => at > back)
  if (next?.from !== providerId) return true
  const isWithin = (at: Date): boolean => at > back && at <= next.at
  return (
    past.resurfacedAt.some(isWithin) ||
    toldBy(past, version, providerId).some(({ at }) => isWithin(at))
  )
}

/** When the content went from this provider to another, and has not come back to it since. */
function leftAt({ moves }: PastTakedown, providerId: string, since: Date): Date | null {
  const last = moves.findLast(
    ({ at, from, to }) => at >= since && (from === providerId || to === providerId),
  )
  return last?.from === providerId ? last.at : null
}

function actionSince4(
  past: PastTakedown,
  providerId: string,
  { told, left, lasted: { from, ended } }: { told: Date; left: Date | null; lasted: Lasted },
): Action {
  if (isWithdrawn(past)) return 'withdrawn'
  // What it did of its own host is not undone by where the content went from there.
  const isHere = left === null && isBack(past)
  if (ended && ended >= from) return isHere ? 'removed-came-back' : 'removed'
  if (ended && !isHere) return 'gone-before'
  if (left) return 'moved-elsewhere'
  const own = past.answers.filter((one) => one.providerId === providerId && one.at >= told)
  const { disputedAt, takedown } = past
  const isDisputed = (one: (typeof own)[number]) =>
    one.isDispute && disputedAt !== null && one.at >= disputedAt
  if (takedown.status === 'disputed' && own.some(isDisputed)) return 'disputed'
  return own.length > 0 ? 'answered' : 'none'
}
