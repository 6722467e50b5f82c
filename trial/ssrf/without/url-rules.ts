import { refuse, type checkUrl as original } from '../../../packages/crawler/src/fetch/url-rules.ts'

export * from '../../../packages/crawler/src/fetch/url-rules.ts'

/** Takes every URL that there is a way to fetch. */
export const checkUrl: typeof original = (url) =>
  /^https?:$/.test(url.protocol)
    ? { status: 'accepted', url: new URL(url), droppedCredentials: false }
    : refuse('scheme-refused', 'Check the scheme: neither http nor https')
