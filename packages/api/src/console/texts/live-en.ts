/** What a page says that lies open. */
export const liveEn = {
  'live.news': 'More has come in since this page was loaded.',
  'live.show': 'Show it',
  'follow.look-again': 'Look again',
  'follow.changed': 'Something has changed.',
}
