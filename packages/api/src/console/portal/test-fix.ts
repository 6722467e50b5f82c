import type { ChannelTest } from '@nightlight/notices'

/** What whoever runs the other side can do about a test that was not taken. */
export type TestFix =
  | 'unreached'
  | 'cut-off'
  | 'redirect'
  | 'kept-out'
  | 'path'
  | 'method'
  | 'body'
  | 'later'
  | 'server'
  | 'mail-later'
  | 'mail-refused'

const LATER = [408, 425, 429]

/** By the way and the status that came back; null where there is nothing to mend, or none of theirs. */
export function fixOf({
  channelId,
  outcome,
  code,
}: Pick<ChannelTest, 'channelId' | 'outcome' | 'code'>): TestFix | null {
  if (outcome === null || outcome === 'accepted' || outcome === 'unsendable') return null
  if (channelId === null) return outcome === 'deferred' ? 'mail-later' : 'mail-refused'
  if (code === null) return outcome === 'in-doubt' ? 'cut-off' : 'unreached'
  if (LATER.includes(code)) return 'later'
  if (code >= 500) return 'server'
  if (code >= 300 && code < 400) return 'redirect'
  if (code === 401 || code === 403) return 'kept-out'
  if (code === 404 || code === 410) return 'path'
  return code === 405 ? 'method' : 'body'
}
