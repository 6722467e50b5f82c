const CONSOLE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
const POLICIES = {
  page: CONSOLE_POLICY,
  reply: `${CONSOLE_POLICY}; script-src 'self'`,
  asset: DATA_POLICY,
  data: DATA_POLICY,
}

const NO_FEATURES = [
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'microphone',
  'payment',
  'publickey-credentials-get',
  'usb',
]
  .map((name) => `${name}=()`)
  .join(', ')

/**
 * Headers of every answer. Nothing can be loaded from elsewhere: that is also a rule against images.
 *
 * @param kind whether the answer is a page, the page for replies, which alone has a script, a file that
 *   belongs to pages, or data
 */
export function securityHeaders(
  kind: 'page' | 'reply' | 'asset' | 'data',
  secure: boolean,
): Record<string, string> {
  return {
    'content-security-policy': POLICIES[kind],
    'cache-control': kind === 'asset' ? 'public, max-age=300' : 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': NO_FEATURES,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(secure
      ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains; preload' }
      : {}),
  }
}
