import { ANSWERS, LEGAL_CLASSES, MAX_DETAIL } from '@nightlight/contract'
import { ITEM_STATES, type ItemFilter } from '@nightlight/notices'
import { Type, type Static } from 'typebox'
import { Id, oneOf, TEXT, Time } from '../../schemas.ts'

/** Items of one page, which is as many as a person ticks at once. */
export const ITEMS_SHOWN = 50
export const AGES = [24, 72, 168] as const
export const AGE_NAMES = ['24', '72', '168'] as const
/** Items at most of a file with exact addresses. */
export const SIZES = ['100', '500', '1000', '2500'] as const
export const STATES = [...ITEM_STATES, 'all'] as const

const form = Type.String({ maxLength: 64 })

const Find = Type.String({ maxLength: 253, pattern: TEXT })

/** What of the items is shown. */
export const ItemQuery = Type.Object({
  state: oneOf(STATES, { default: 'open' }),
  class: Type.Optional(oneOf(LEGAL_CLASSES)),
  age: Type.Optional(oneOf(AGE_NAMES)),
  find: Type.Optional(Find),
  /** Only the items of this file with exact addresses that a colleague asks for. */
  file: Type.Optional(Id),
  after: Type.Optional(Id),
  tick: Type.Optional(oneOf(['all'])),
  done: Type.Optional(oneOf(['answered', 'answered-before', 'none-left'])),
  /** How many were answered just before. */
  n: Type.Optional(Type.String({ pattern: '^[0-9]{1,5}$' })),
})
export type ItemsAsked = Pick<
  Static<typeof ItemQuery>,
  'state' | 'class' | 'age' | 'find' | 'file' | 'after'
>

export const filterOf = (asked: Omit<ItemsAsked, 'after'>): ItemFilter => ({
  state: asked.state === 'all' ? null : asked.state,
  legalClass: asked.class ?? null,
  olderThanHours: asked.age === undefined ? null : Number(asked.age),
  find: asked.find?.trim() || null,
})

type Path = { [Name in keyof ItemsAsked]?: ItemsAsked[Name] | undefined } & Pick<
  Static<typeof ItemQuery>,
  'done' | 'n'
>

/** Where these items are shown. */
export function itemsPath(asked: Path) {
  const pairs = Object.entries(asked).filter(
    (pair): pair is [string, string] => ![undefined, '', 'open'].includes(pair[1]),
  )
  const query = new URLSearchParams(pairs)
  return query.size === 0 ? '/portal' : `/portal?${query.toString()}`
}

const Ticked = Type.Optional(Type.Union([Id, Type.Array(Id, { maxItems: 100 })]))
const words = {
  detail: Type.Optional(Type.String({ maxLength: MAX_DETAIL, pattern: TEXT })),
  preserved: Type.Optional(oneOf(['', 'yes', 'no'])),
}

/** What of the items was shown in a form of them. */
const shownThen = {
  state: Type.Optional(oneOf(STATES)),
  class: Type.Optional(oneOf(['', ...LEGAL_CLASSES])),
  age: Type.Optional(oneOf(['', ...AGE_NAMES])),
  find: Type.Optional(Find),
  after: Type.Optional(Type.Union([Id, Type.Literal('')])),
}
const ShownThen = Type.Object(shownThen)

/** Ticked items, or all that were shown, and what is to be said of them, with what was shown when they were ticked. */
export const PreviewForm = Type.Object(
  {
    form,
    item: Ticked,
    answer: Type.Optional(oneOf(['', ...ANSWERS])),
    ...words,
    tick: Type.Optional(oneOf(['all'])),
    all: Type.Optional(oneOf(['yes'])),
    ...shownThen,
  },
  { additionalProperties: false },
)

/** The same once it was looked at. */
export const ConfirmForm = Type.Object(
  {
    form,
    id: Id,
    item: Ticked,
    answer: oneOf(ANSWERS),
    ...words,
    /** Something is to be changed first: nothing is said yet. */
    change: Type.Optional(oneOf(['yes'])),
    notice: Type.Optional(Type.Union([Id, Type.Literal('')])),
    /** Of all that were shown: when, how many there were, and where the last of them stood. */
    at: Type.Optional(Time),
    count: Type.Optional(Type.String({ pattern: '^[0-9]{1,5}$' })),
    last: Type.Optional(Id),
    'last-told': Type.Optional(Time),
    ...shownThen,
  },
  { additionalProperties: false },
)

export const tickedIn = ({ item = [] }: { item?: string | string[] }): string[] => [
  ...new Set([item].flat()),
]

export const preservedOf = (said: string | undefined): boolean | null =>
  ({ yes: true, no: false })[said ?? ''] ?? null

/** What was shown when somebody ticked. */
export const askedIn = (body: Static<typeof ShownThen>): ItemsAsked => ({
  state: body.state ?? 'open',
  ...(body.class ? { class: body.class } : {}),
  ...(body.age ? { age: body.age } : {}),
  ...(body.find ? { find: body.find } : {}),
  ...(body.after ? { after: body.after } : {}),
})
