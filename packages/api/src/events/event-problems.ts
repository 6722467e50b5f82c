/** What somebody can do about an error of a subscription. */
export const EVENT_DETAILS: Readonly<Record<string, string>> = {
  'hook-not-found': 'There is no such subscription',
  'hook-url-invalid':
    'The address needs https, no user or fragment, and to be a public one or of EVENT_ALLOW_NETWORKS',
  'hook-owner-invalid': 'A subscription is of a provider or of an authority, not of both',
  'hook-owner-not-found': 'There is no such provider or authority',
  'hook-ended': 'The subscriber answered 410; remove the subscription, and make another one',
  'hook-not-active': 'The subscription is paused or ended; resume it first',
  'event-type-invalid':
    'A provider is told of notices sent to it and how their takedowns ended, an authority of its submissions, and no more',
}
