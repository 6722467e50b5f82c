/** What a subscription may be told of; `takedown.` and the name of an event of a case, with `_` for `-`. */
export const EVENT_TYPES = [
  'report.received',
  'match.found',
  'match.decided',
  'match.undone',
  'takedown.opened',
  'takedown.routed',
  'takedown.held',
  'takedown.released',
  'takedown.authorised',
  'takedown.handed_over',
  'takedown.notified',
  'takedown.notice_refused',
  'takedown.acknowledged',
  'takedown.disputed',
  'takedown.escalated',
  'takedown.attention_due',
  'takedown.gone_before_notice',
  'takedown.removal_verified',
  'takedown.resurfaced',
  'takedown.reopened',
  'takedown.closed',
  'notice.composed',
  'notice.sent',
  'notice.refused',
  'notice.answered',
  'submission.opened',
  'submission.staged',
  'submission.activated',
  'submission.ended',
  'submission.discarded',
  'submission.failed',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** What a subscription is sent when somebody tries it; it cannot be asked for. */
export const TEST_EVENT = 'hook.test'

/** Whose a subscription is: of the organisation itself, or of a tenant, who is told of their own cases only. */
export type EventAudience = 'internal' | 'provider' | 'authority'

/** What a provider is told of: notices that were sent to it, and how their takedowns ended. Nothing of an investigation. */
const OF_PROVIDERS: readonly EventType[] = [
  'notice.sent',
  'notice.answered',
  'takedown.removal_verified',
  'takedown.resurfaced',
  'takedown.closed',
]

/** The types that a subscription of an audience may ask for. */
export const eventTypesFor = (audience: EventAudience): readonly EventType[] =>
  audience === 'internal'
    ? EVENT_TYPES
    : audience === 'provider'
      ? OF_PROVIDERS
      : EVENT_TYPES.filter((type) => type.startsWith('submission.'))
