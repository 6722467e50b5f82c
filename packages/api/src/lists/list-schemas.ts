import { LEGAL_CLASSES } from '@nightlight/contract'
import { Type } from 'typebox'
import { Id, Reason, TEXT, Time, nullable, oneOf } from '../schemas.ts'

/** ISO 3166-1 alpha-2, without the letters that are no country. */
export const COUNTRY = '^(?!EU$|UK$|ZZ$|X[A-JL-Z]$|Q[M-Z]$|AA$)[A-Z]{2}$'
export const CLASSIFICATIONS = ['baseline', 'A1', 'A2', 'B1', 'B2'] as const
export const SUBMISSION_STATES = [
  'receiving',
  'staged',
  'active',
  'ending',
  'ended',
  'discarded',
  'failed',
] as const
export const LOOK_BACK_STATES = ['none', 'running', 'found', 'released'] as const

/** For what something may be used. */
export const Purpose = Type.String({ minLength: 1, maxLength: 200, pattern: TEXT })

const Count = Type.Integer({ minimum: 0 })
export const Counts = Type.Record(Type.String(), Count)
const Name = Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\p{Cc}]*$' })
export const Named = Type.Object({ id: Id, name: Type.String() })
const Person = Type.Object({ actor: Type.String(), name: Type.String() })

export const ByEntry = Type.Object({ id: Id, entryId: Id })
export const ReasonBody = Type.Object({ reason: Reason }, { additionalProperties: false })
export const VoteBody = Type.Object(
  {
    verdict: oneOf(['confirm', 'reject']),
    reason: Reason,
    matchId: Type.Optional(nullable(Id)),
  },
  { additionalProperties: false },
)

export const HashListBody = Type.Object(
  {
    authority: Type.Optional(
      Type.String({ ...Name, description: 'Whose list it is; of the police, their own' }),
    ),
    name: Name,
    legalClass: Type.Optional(oneOf(LEGAL_CLASSES)),
    purpose: Type.Optional(Purpose),
    jurisdictions: Type.Optional(
      Type.Array(Type.String({ pattern: COUNTRY }), {
        maxItems: 250,
        uniqueItems: true,
        description: 'Countries where it may be used; everywhere when empty',
      }),
    ),
    classification: Type.Optional(nullable(oneOf(CLASSIFICATIONS))),
    maxDistance: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 31, description: 'Bits; PDQ limit' }),
    ),
    opens: Type.Optional(oneOf(['never', 'exact'])),
    expiresAt: Type.Optional(nullable(Time)),
    negative: Type.Optional(
      Type.Boolean({ description: 'What it names is known to be harmless: it makes no match' }),
    ),
  },
  { additionalProperties: false },
)

const hashList = {
  id: Id,
  name: Type.String(),
  authority: Named,
  legalClass: oneOf(LEGAL_CLASSES),
  purpose: Type.String(),
  jurisdictions: Type.Array(Type.String()),
  classification: nullable(oneOf(CLASSIFICATIONS)),
  maxDistance: Type.Integer({ description: 'Bits; PDQ limit' }),
  opens: oneOf(['never', 'exact']),
  expiresAt: nullable(Time),
  negative: Type.Boolean(),
  createdAt: Time,
  withdrawnAt: nullable(Time),
}
export const HashList = Type.Object(hashList)
export const HashListPage = Type.Object({
  items: Type.Array(HashList),
  next: nullable(Id),
})
export const HashListInFull = Type.Object({
  ...hashList,
  entriesInForce: Count,
  submissions: Type.Record(Type.String(), Count, { description: 'How many, by state' }),
})

const diff = nullable(
  Type.Object(
    { added: Count, unchanged: Count, missing: Count },
    {
      description:
        'Of an edition. `missing` is what stops counting: as it is now, and of one that was activated as it was then',
    },
  ),
)
const whatCame = {
  format: Type.String(),
  counts: Type.Object({ accepted: Count, duplicate: Count, refused: Count }),
  refusedBy: Counts,
  setAside: Type.Record(Type.String(), Count, {
    description: 'Hashes, not rows, that were left out of rows, by why',
  }),
  diff,
  purpose: Type.String({ description: 'What it may be used for: that of its list' }),
  jurisdictions: Type.Array(Type.String(), {
    description:
      'Countries where it may be used; everywhere when empty. It is used where its list may be',
  }),
}
const whatWasRead = {
  skipped: Type.Integer({ description: 'Rows that the categories leave out' }),
  unmapped: Type.Record(Type.String(), Count, {
    description: 'Codes of the source that the categories do not have, and their rows',
  }),
}
const mark = nullable(
  Type.String({
    description:
      'Of one that waits: whoever activates it says by this which meanings of its codes, and of an edition which state of its list, they saw',
  }),
)
const mapping = {
  mapping: oneOf(['none', 'needed', 'again', 'said'], {
    description:
      'Of a file whose codes may be mapped later: whether somebody has to say what they mean, or to hand it in again since a code is left out',
  }),
  mappedBy: Type.Array(Person, {
    description:
      'Whoever said what any of its codes means, also in files before; none of them activates it',
  }),
}
const submission = {
  id: Id,
  list: Named,
  authority: Named,
  state: oneOf(SUBMISSION_STATES),
  kind: oneOf(['addition', 'edition', 'feed']),
  ...whatCame,
  ...whatWasRead,
  ...mapping,
  mark,
  failure: nullable(
    Type.Object(
      {
        code: Type.String(),
        line: nullable(Type.Integer({ description: 'The last row that could be read' })),
        byte: nullable(Type.Integer({ description: 'Bytes of the file that had come by then' })),
      },
      { description: 'Why its file could not be read, of a failed one' },
    ),
  ),
  refusalsKept: Type.Integer({ description: 'Refused lines that can be read one by one' }),
  progress: Type.Object({
    rowsRead: Count,
    bytesRead: Count,
    size: nullable(Type.Integer({ description: 'Bytes of the file, where they were told' })),
  }),
  submittedBy: Person,
  receivedAt: Time,
  activatedBy: nullable(Person),
  activatedAt: nullable(Time),
  endedBy: nullable(Person),
  endedAt: nullable(Time),
  endReason: nullable(oneOf(['revoked', 'superseded'])),
  endNote: nullable(Type.String()),
  legalBasis: Type.String(),
  expiresAt: nullable(Time),
  categories: nullable(Type.Record(Type.String(), Type.String())),
  officer: nullable(
    Type.String({ description: 'Who answers for it; to the authority and to supervisors only' }),
  ),
  lookBack: Type.Object({
    state: oneOf(LOOK_BACK_STATES),
    looked: Type.Integer({ description: 'Media that were compared so far' }),
    found: Type.Integer({ description: 'Media that match and wait for the release' }),
    releasedBy: nullable(Person),
    releasedAt: nullable(Time),
  }),
}
export const Submission = Type.Object(submission)
export const SubmissionPage = Type.Object({ items: Type.Array(Submission), next: nullable(Id) })
export const ReceivedSubmission = Type.Object({
  ...submission,
  ...whatWasRead,
  isResumed: Type.Boolean({ description: 'It went on where it was broken off' }),
})
export const DryRun = Type.Object({
  ...whatCame,
  ...whatWasRead,
  refusals: Type.Array(Type.Object({ line: Count, reason: Type.String() }), {
    description: 'The first refused lines; of VICS the media, of NCMEC the entries, counted from 1',
  }),
})

const EntryClass = oneOf(['csam', 'harmful', 'skip'])
export const MappingView = Type.Object({
  id: Id,
  state: oneOf(SUBMISSION_STATES),
  ...mapping,
  codes: Type.Array(
    Type.Object({
      code: Type.String({ description: 'none: rows without one; other: what cannot be one' }),
      rows: Count,
      samples: Type.Array(
        Type.Object({
          entryId: Id,
          line: nullable(Type.Integer({ description: 'Where it stands in the file, from 1' })),
          reference: nullable(
            Type.String({
              description:
                'What the source calls it; to the authority and to supervisors only, without addresses and hashes',
            }),
          ),
        }),
        { description: 'Some entries that are new with it' },
      ),
      readAs: nullable(EntryClass),
      now: nullable(EntryClass),
    }),
  ),
  mark: Type.String({ description: 'Of what is said now; whoever changes it says which they saw' }),
})
export const MappingBody = Type.Object(
  {
    classes: Type.Record(Type.String({ maxLength: 64, pattern: TEXT }), EntryClass, {
      maxProperties: 200,
      description: 'By code; what is left out stays as it is',
    }),
    mark: Type.String({ maxLength: 64 }),
    asDefault: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Also for later files of the authority, once somebody else has activated this one',
      }),
    ),
  },
  { additionalProperties: false },
)

export const Entry = Type.Object({
  id: Id,
  list: Named,
  authority: Named,
  submissionId: Id,
  legalClass: oneOf(LEGAL_CLASSES),
  category: nullable(Type.String({ description: 'The code that the source gave it' })),
  status: oneOf(['active', 'suspended', 'revoked']),
  inForce: Type.Boolean(),
  reason: nullable(Type.String()),
  changedAt: nullable(Time),
  sources: Type.Array(
    Type.Object({
      submissionId: Id,
      state: oneOf(SUBMISSION_STATES),
      legalClass: oneOf(LEGAL_CLASSES),
      category: nullable(Type.String()),
    }),
    { description: 'Other submissions that have it too' },
  ),
  votes: Type.Array(
    Type.Object({
      verdict: oneOf(['confirm', 'reject']),
      reason: Type.String(),
      at: Time,
      by: nullable(Type.String()),
      matchId: nullable(Id),
    }),
  ),
})
export const EntryState = Type.Object({
  id: Id,
  status: oneOf(['active', 'suspended', 'revoked']),
})

export const Preview = Type.Object({
  format: Type.String(),
  columns: Type.Array(Type.Object({ head: Type.String(), as: nullable(Type.String()) })),
  rows: Type.Array(
    Type.Object({
      line: Count,
      hashes: Type.Array(Type.String({ description: 'Algorithms, never a value' })),
      category: nullable(Type.String()),
      isRemoval: Type.Boolean(),
      problem: nullable(Type.String()),
    }),
  ),
  headUnknown: Type.Boolean(),
})
