import { LEGAL_CLASSES, ROLES, TIERS } from '@nightlight/contract'
import { Type, type TSchema } from 'typebox'
import { MATCH_VARIANTS } from './match-store.ts'
import { OPINION_CLASSES, OPINION_MATCHES, OPINION_SOURCES } from './opinion-view-store.ts'
import { OUTCOMES } from './outcome.ts'
import { REPORT_STATES } from './report-state.ts'
import { CLOCKS } from './takedown-state.ts'
import { TAKEDOWN_STATUSES } from './takedown-store.ts'

export const oneOf = <const Values extends readonly string[]>(
  values: Values,
  options: { default?: Values[number]; description?: string } = {},
) => Type.Unsafe<Values[number]>(Type.String({ enum: values, ...options }))
export const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const Id = Type.String({ format: 'uuid' })
export const Time = Type.String({ format: 'date-time' })

const CameBack = nullable(
  Type.String({
    format: 'date-time',
    description: 'When it came back: nobody was told by it, though its state stays `sent`',
  }),
)
/** Text for a text column: Postgres has no U+0000, and no other control character is meant. */
export const TEXT = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$'

/** What was done just before the page that is asked for, as a code of its texts. */
export const DoneCode = Type.Optional(Type.String({ pattern: '^[a-z-]{1,40}$' }))

export const ById = Type.Object({ id: Id })
export const Reason = Type.String({ minLength: 1, maxLength: 2000, pattern: TEXT })
export const Verdict = oneOf(['confirm', 'reject'])
export const RoleName = oneOf(ROLES)

export const Page = {
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  after: Type.Optional(Id),
}

/** After which one a list goes on; null where it has ended. */
export const nextOf = (items: readonly { id: string }[], limit: number): string | null =>
  items.length === limit ? (items.at(-1)?.id ?? null) : null

export const MAX_CRAWL_DEPTH = 3
export const MAX_CRAWL_PAGES = 200

const Crawl = Type.Object(
  {
    depth: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_CRAWL_DEPTH,
        description: 'Steps by thumbnails to further pages of the site',
      }),
    ),
    pages: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_CRAWL_PAGES,
        description: 'Most pages, the reported one included; 20 with a depth and without this',
      }),
    ),
    archives: Type.Optional(Type.Boolean({ description: 'Open archives' })),
    videos: Type.Optional(Type.Boolean({ description: 'Fetch films and sample them' })),
    render: Type.Optional(Type.Boolean({ description: 'Let scripts of the pages run' })),
  },
  {
    additionalProperties: false,
    description: 'Look further than usual; needs report:read. The widest report of a page counts',
  },
)

export const ReportBody = Type.Object(
  {
    url: Type.String({
      maxLength: 8192,
      description: 'As reported; what it is is found out later',
    }),
    // kept in clear, also in the log: shorter than any hash
    source: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,30}$' })),
    language: Type.Optional(
      Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$', description: 'BCP 47' }),
    ),
    note: Type.Optional(Type.String({ maxLength: 8192 })),
    reference: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        pattern: TEXT,
        description: 'By what the source calls it; kept encrypted, and found by it',
      }),
    ),
    reporter: Type.Optional(Type.String({ maxLength: 512 })),
    crawl: Type.Optional(Crawl),
    childAtRisk: Type.Optional(
      Type.Object(
        { reason: Reason },
        {
          additionalProperties: false,
          description: 'A child may be at risk now: what is found there is looked at first',
        },
      ),
    ),
  },
  { additionalProperties: false },
)

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    field: Type.Optional(Type.String()),
    index: Type.Optional(Type.Integer({ description: 'Which of several, from 0' })),
    reason: Type.Optional(Type.String({ description: 'Why, as a code' })),
    roles: Type.Optional(
      Type.Array(Type.String(), { description: 'With not-allowed: the roles that may' }),
    ),
    decided: Type.Optional(
      Type.Object(
        { id: Type.String(), verdict: Type.String(), actor: Type.String() },
        { description: 'With decided-meanwhile: what stands' },
      ),
    ),
  },
  { description: 'RFC 9457 problem details' },
)

const Decision = Type.Object({ id: Id, verdict: Verdict, actor: Type.String(), at: Time })

const match = {
  id: Id,
  mediaId: Id,
  tier: oneOf(TIERS),
  algorithm: Type.String(),
  distance: Type.Integer({ description: 'Bits; 0 for digests' }),
  orientation: Type.Integer(),
  flavour: Type.String(),
  frame: Type.Integer({
    description: 'Of an animation, counted from 0, which is the picture itself',
  }),
  variant: oneOf(MATCH_VARIANTS),
  list: Type.String(),
  authority: Type.String(),
  legalClass: oneOf(LEGAL_CLASSES),
  matchedAt: Time,
  decision: nullable(Decision),
}
const Match = Type.Object(match)

const media = {
  id: Id,
  mime: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  frames: Type.Integer({ description: 'Pages or animation frames' }),
  firstSeenAt: Time,
}

const KNOWN_CLASSES = OPINION_CLASSES.filter((name) => name !== 'refused')

export const SecondOpinions = Type.Array(
  Type.Object({
    source: oneOf(OPINION_SOURCES),
    classification: oneOf(OPINION_CLASSES, {
      description:
        '`refused`: they would not look it up; `no-known-match` says nothing of what it shows',
    }),
    matchType: nullable(oneOf(OPINION_MATCHES)),
    nearClassification: nullable(oneOf(KNOWN_CLASSES)),
    askedAt: Time,
  }),
  { description: 'What other organisations said of the media as it is; nothing acts on it' },
)

export const MatchList = Type.Object({
  items: Type.Array(
    Type.Object({
      ...match,
      host: nullable(Type.String()),
      pages: Type.Integer({ description: 'Pages on which the media was seen' }),
      reach: Type.Object(
        {
          pages: Type.Integer({ description: 'Pages that are not known to have lost it' }),
          hosts: Type.Integer({ description: 'Hosts that serve it there' }),
          reports: Type.Array(Id, { description: 'The newest 5 that led to it' }),
          reportsInAll: Type.Integer(),
        },
        { description: 'What a decision concerns' },
      ),
      media: Type.Object(media),
      secondOpinions: SecondOpinions,
    }),
  ),
  next: nullable(Id),
})

const verdict = nullable(oneOf(['present', 'gone', 'unknown']))
const takedown = {
  id: Id,
  status: oneOf(TAKEDOWN_STATUSES),
  attention: nullable(Type.String()),
  lastVerdict: verdict,
  noticesSent: Type.Integer(),
  outcome: oneOf(OUTCOMES),
}
const provider = Type.Object({ name: Type.String(), country: nullable(Type.String()) })

export const ReceivedReport = Type.Object({ id: Id, state: Type.Literal('received') })

export const Report = Type.Object({
  id: Id,
  state: oneOf(REPORT_STATES),
  receivedAt: Time,
  source: Type.String(),
  childAtRisk: nullable(
    Type.Object(
      { markedAt: Time },
      { description: 'Whether somebody said so, of it or of a duplicate merged into it' },
    ),
  ),
  refusal: nullable(Type.Object({ code: Type.String() })),
  unseen: Type.Object(
    {
      count: Type.Integer({ description: 'Addresses, the page itself included' }),
      again: Type.Boolean({ description: 'It is tried again by itself' }),
    },
    { description: 'What could not be looked at: `crawled` is said only where this is nothing' },
  ),
  visits: Type.Array(
    Type.Object({
      at: Time,
      outcome: Type.String(),
      code: nullable(Type.String()),
      httpStatus: nullable(Type.Integer()),
      kind: oneOf(['page', 'image']),
    }),
  ),
  media: Type.Array(Type.Object({ ...media, up: Type.Boolean(), matches: Type.Array(Match) })),
  matches: Type.Array(Match),
  takedowns: Type.Array(Type.Object(takedown)),
  crawl: nullable(
    Type.Object({
      depth: Type.Integer(),
      pages: Type.Integer({ description: 'Most pages, the reported one included' }),
      archives: Type.Boolean(),
      videos: Type.Boolean(),
      render: Type.Boolean(),
      read: Type.Integer({ description: 'Pages beside the reported one' }),
      waiting: Type.Integer(),
      skipped: Type.Integer({ description: 'Not looked at: the budget ended first' }),
      elsewhere: Type.Integer({
        description: 'Pages of other sites behind thumbnails, not opened',
      }),
      truncated: nullable(oneOf(['pages', 'images', 'bytes', 'time'])),
    }),
  ),
  pages: Type.Array(
    Type.Object({
      isReported: Type.Boolean(),
      title: Type.String({ description: 'At most 200 characters' }),
      text: Type.String({ description: 'Plain text without addresses, at most 4,000 characters' }),
      language: nullable(Type.String()),
      seenAt: Time,
      truncated: Type.Boolean(),
    }),
    {
      description: 'What the pages say, the reported one first, at most 20; reading it is audited',
    },
  ),
})

const inList = {
  ...takedown,
  host: Type.String(),
  provider: nullable(provider),
  openedAt: Time,
  clocks: Type.Object(
    Object.fromEntries(CLOCKS.map((name) => [name, nullable(Time)])) as Record<
      (typeof CLOCKS)[number],
      ReturnType<typeof nullable<typeof Time>>
    >,
  ),
}
export const TakedownStatusName = oneOf(TAKEDOWN_STATUSES)
export const TakedownList = Type.Object({
  items: Type.Array(Type.Object(inList)),
  next: nullable(Id),
})

export const Takedown = Type.Object({
  ...inList,
  matchId: Type.String({ format: 'uuid', description: 'The match that it rests on' }),
  checks: Type.Array(
    Type.Object({
      id: Id,
      at: Time,
      verdict: Type.String({
        description:
          'Of what the page has at the host of the takedown; of the whole page until it was brought to the takedown',
      }),
      from: Type.String({ description: 'Name of the vantage point that looked' }),
      codes: Type.Array(Type.String()),
      evidence: Type.Array(Type.String(), {
        description: 'Signs that led to the codes; empty for checks made before they were kept',
      }),
    }),
  ),
  elsewhere: Type.Object(
    {
      places: Type.Integer({ description: 'Addresses on other pages or hosts that show it' }),
      hosts: Type.Integer({ description: 'Hosts of those addresses' }),
      takedowns: Type.Array(
        Type.Object({
          id: Id,
          host: Type.String(),
          status: oneOf(TAKEDOWN_STATUSES),
          because: oneOf(['same-media', 'same-entry']),
        }),
      ),
      truncated: Type.Boolean({ description: 'There are more takedowns than the first 100' }),
    },
    { description: 'The same media, or one that matched the same entry, at other places' },
  ),
  timeline: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      type: Type.String(),
      at: Time,
      actor: Type.String(),
      data: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  notices: Type.Array(
    Type.Object({
      id: Id,
      reference: Type.String(),
      kind: Type.String(),
      seq: Type.Integer({
        description:
          'Counts the notices of a takedown; below zero for letters to those behind the host',
      }),
      state: Type.String(),
      composedAt: Time,
      sentAt: nullable(Time),
      bouncedAt: CameBack,
    }),
  ),
  addresses: Type.Array(
    Type.Object({
      id: Id,
      addedAt: Time,
      lastOutcome: nullable(Type.String({ description: 'Of the last check that asked it' })),
    }),
  ),
})

export const Notice = Type.Object({
  id: Id,
  reference: Type.String(),
  kind: Type.String(),
  language: Type.String(),
  state: Type.String(),
  provider,
  composedAt: Time,
  dueAt: Time,
  sentAt: nullable(Time),
  bouncedAt: CameBack,
  items: Type.Array(Type.Object({ takedownId: Id, seq: Type.Integer(), host: Type.String() })),
  attempts: Type.Array(
    Type.Object({
      n: Type.Integer(),
      channel: Type.String(),
      startedAt: Time,
      finishedAt: nullable(Time),
      outcome: nullable(Type.String()),
      smtpCode: nullable(Type.Integer()),
    }),
  ),
})
