import { evolve, type Takedown, type TakedownEvent } from '../../packages/notices/src/takedown.ts'
import { checkRows, type Ended, type Findings } from './check-rows.ts'

const AT = new Date('2026-01-01T00:00:00.000Z')

type Plant = { name: string; expects: keyof Findings; spoil: (ended: Ended) => Ended }

const withRows = (ended: Ended, rows: Partial<Ended['rows']>): Ended => ({
  ...ended,
  rows: { ...ended.rows, ...rows },
})

const PLANTS: readonly Plant[] = [
  {
    name: 'a notice marked as sent that never left',
    expects: 'lost',
    spoil: (ended) => ({
      ...withRows(ended, { ledger: ended.rows.ledger.slice(1) }),
      submissions: ended.submissions.slice(1),
    }),
  },
  {
    name: 'the same case in a mail with another Message-ID',
    expects: 'doubled',
    spoil: (ended) => ({
      ...ended,
      submissions: [
        ...ended.submissions,
        ...ended.submissions.slice(0, 1).map((mail) => ({ ...mail, messageId: '<other@control>' })),
      ],
    }),
  },
  {
    name: 'a case without a takedown',
    expects: 'broken',
    spoil: (ended) => withRows(ended, { takedowns: ended.rows.takedowns.slice(1) }),
  },
  {
    name: 'a takedown in two notices',
    expects: 'broken',
    spoil: (ended) =>
      withRows(ended, {
        items: [
          ...ended.rows.items,
          ...ended.rows.items.slice(0, 1).map((item) => ({ ...item, seq: 2 })),
        ],
      }),
  },
  {
    name: 'a hand-over that never ended',
    expects: 'broken',
    spoil: (ended) =>
      withRows(ended, {
        notices: ended.rows.notices.map((notice) => ({ ...notice, state: 'handover' })),
      }),
  },
  {
    name: 'a ledger row that no notice explains',
    expects: 'broken',
    spoil: (ended) => withRows(ended, { notices: ended.rows.notices.slice(1) }),
  },
  {
    name: 'a gap in the events',
    expects: 'broken',
    spoil: (ended) => withRows(ended, { events: ended.rows.events.filter(({ seq }) => seq !== 2) }),
  },
  {
    name: 'a state that its events do not give',
    expects: 'broken',
    spoil: (ended) =>
      withRows(ended, {
        takedowns: ended.rows.takedowns.map((takedown) => ({
          ...takedown,
          state: { ...takedown.state, noticesSent: 2 },
        })),
      }),
  },
  {
    name: 'a mail that leaves an address out',
    expects: 'broken',
    spoil: (ended) => ({
      ...ended,
      submissions: ended.submissions.map((mail) => ({ ...mail, urls: mail.urls.slice(1) })),
    }),
  },
]

/**
 * Shows that the checker can fail: made-up rows without a fault pass, and each planted fault is found.
 *
 * @returns what the checker did wrong; empty when it can be trusted
 */
export function checkTheChecker(): string[] {
  const clean = makeEnded()
  const alarms = Object.values(checkRows(clean)).flat()
  const missed = PLANTS.filter(
    ({ spoil, expects }) => checkRows(spoil(clean))[expects].length === 0,
  )
  return [
    ...alarms.map((alarm) => `control: false alarm: ${alarm}`),
    ...missed.map(({ name }) => `control: not found: ${name}`),
  ]
}

/** Two cases, each told of in a notice of its own, the second one at its second attempt. */
function makeEnded(): Ended {
  const parts = ['a', 'b'].map((name, index) => makeCase(name, index + 1))
  return {
    cases: parts.map((part) => part.one),
    submissions: parts.map((part) => part.submission),
    rows: {
      takedowns: parts.map((part) => part.takedown),
      events: parts.flatMap((part) => part.events),
      notices: parts.map((part) => part.notice),
      items: parts.map((part) => part.item),
      attempts: parts.flatMap((part) => part.attempts),
      ledger: parts.map((part) => part.ledger),
    },
  }
}

function makeCase(name: string, attempts: number) {
  const one = {
    name: `case ${name}`,
    mediaId: `media ${name}`,
    pageLocationId: `page ${name}`,
    urls: [`${name}/1`, `${name}/2`],
  }
  const events = historyTo(`notice ${name}`)
  const takedownId = `takedown ${name}`
  let state: Takedown | null = null
  for (const event of events) state = evolve(state, event)
  const notice = {
    id: `notice ${name}`,
    reference: `R-${name}`,
    kind: 'provider-notice',
    messageId: `<${name}@control>`,
    state: 'sent',
    attempts,
    sentAt: AT,
  }
  return {
    one,
    notice,
    takedown: {
      id: takedownId,
      mediaId: one.mediaId,
      pageLocationId: one.pageLocationId,
      status: 'notified',
      state: state!,
      version: events.length,
      attention: null,
      notifyAt: null,
    },
    events: events.map((event, index) => ({ takedownId, seq: index + 1, event })),
    item: { noticeId: notice.id, takedownId, seq: 1 },
    attempts: Array.from({ length: attempts }, (_, index) => ({
      noticeId: notice.id,
      n: index + 1,
      outcome: index + 1 === attempts ? 'accepted' : null,
    })),
    ledger: { messageId: notice.messageId, acceptedAt: AT, copiesDropped: 0 },
    submission: {
      messageId: notice.messageId,
      outcome: 'recorded' as const,
      urls: one.urls,
      references: one.urls.map((_, index) => `${notice.reference}-${index + 1}`),
    },
  }
}

function historyTo(noticeId: string): TakedownEvent[] {
  const stamp = { at: AT, actor: 'control' }
  return [
    {
      type: 'opened',
      legalClass: 'csam',
      tier: 'exact',
      reportedAt: null,
      crawledAt: AT,
      decidedAt: AT,
      ...stamp,
    },
    { type: 'routed', policy: 'control', country: 'NL', plan: ['provider-notice'], ...stamp },
    { type: 'authorised', ...stamp },
    { type: 'notified', noticeId, seq: 1, ...stamp },
  ]
}
