import type { Pictures } from './pictures.ts'

/** From where a request came, as a site can tell. */
export type Who = 'north' | 'south'

/** One request, as a site that cloaks may see it. */
export type Ask = {
  who: Who
  /** 0 while the page is crawled, then the number of the look. */
  look: number
  /** How often this address was asked in this look, from 1. */
  count: number
  /** Whether it says that the page named it. */
  isFromPage: boolean
  userAgent: string
  language: string
}

/** What a site answers: content, a bare status, or what is no answer at all. */
export type Answer =
  | { body: string | Uint8Array; type?: string; status?: number; headers?: Record<string, string> }
  | number
  | 'reset'
  | 'silence'
  | 'truncated'

export type Behaviour = (ask: Ask) => Answer

/** What a name server says about a name of the case: an address, no such name, or nothing that helps. */
export type NameAnswer = 'here' | 'nowhere' | 'absent' | 'failure'

/** One thing that a site does to looks, with what is true about it. */
export type Case = {
  family: string
  name: string
  /** By file below the address of the page, which is `''`. */
  files: Readonly<Record<string, Behaviour>>
  /** At any other address; 404 when absent. */
  otherwise?: Behaviour
  /** Files at the second host of the case. */
  atOther?: Readonly<Record<string, Behaviour>>
  names?: (look: number, who: Who) => NameAnswer
  /** Whether somebody can reach the content at that look. */
  isUp: (look: number) => boolean
  /** A point is told in clear terms that nothing is there: one look alone may believe it. */
  lies?: boolean
  /** What a checker that is worth something does with what is gone. */
  find?: 'must' | 'may'
  /** Every look must see it on the page, wherever it is. */
  mustSee?: boolean
  looks: number
}

/** What a case is made from. */
export type Making = {
  pictures: Pictures
  url: (file: string, other?: boolean) => string
}

/** Makes one case of a family; `at` counts within the family, so that each variant comes by turns. */
export type Family = { name: string; make: (making: Making, at: number) => Omit<Case, 'family'> }

export const html = (body: string, title = 'Gallery'): Exclude<Answer, number | string> => ({
  body: `<!doctype html><title>${title}</title><body>${body}</body>`,
})
export const always =
  (answer: Answer): Behaviour =>
  () =>
    answer
export const jpeg = (body: Uint8Array, headers: Record<string, string> = {}): Answer => ({
  body,
  type: 'image/jpeg',
  headers,
})
/** The first while the page is crawled, then the second. */
export const becomes =
  (first: Answer, later: Behaviour | Answer): Behaviour =>
  (ask) => {
    if (ask.look === 0) return first
    return typeof later === 'function' ? later(ask) : later
  }
/** The item whose turn it is. */
export const turn = <T>(items: readonly T[], at: number): T => items[at % items.length]!
