import { DomainError } from '@nightlight/contract'

/** Lets each person have one thing made at a time, and few people at once. */
export type OwnSlots = {
  /** @throws {DomainError} conflict `figures-busy` */
  take(actor: string): Disposable
}

/** Each reads all takedowns, over one connection to the database. */
export const FIGURES_AT_ONCE = 2

export function createOwnSlots(atOnce = FIGURES_AT_ONCE): OwnSlots {
  const busy = new Set<string>()
  return {
    take(actor) {
      if (busy.has(actor) || busy.size >= atOnce) {
        throw new DomainError(
          'conflict',
          'figures-busy',
          'Making figures: yours, or those of others, are under way',
        )
      }
      busy.add(actor)
      return { [Symbol.dispose]: () => void busy.delete(actor) }
    },
  }
}

/** What the routes that make figures share. */
export type FigureMaking = { figureSlots: OwnSlots }
