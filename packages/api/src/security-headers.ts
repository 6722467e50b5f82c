const CONSOLE_POLICY = [
  "default-src 'none'",
  "object-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const SCRIPTED_POLICY = `${CONSOLE_POLICY}; script-src 'self'; connect-src 'self'`

const DATA_POLICY = [
  "default-src 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const POLICIES = {
  page: CONSOLE_POLICY,
  scripted: SCRIPTED_POLICY,
  passkey: SCRIPTED_POLICY,
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
  'usb',
]
const PASSKEYS = ['publickey-credentials-create', 'publickey-credentials-get']

const featurePolicy = (kind: Kind): string =>
  [
    ...NO_FEATURES.map((name) => `${name}=()`),
    ...PASSKEYS.map((name) => `${name}=${kind === 'passkey' ? '(self)' : '()'}`),
  ].join(', ')

type Kind = keyof typeof POLICIES

/**
 * Headers of every answer. Nothing can be loaded from elsewhere: that is also a rule against images.
 *
 * @param kind whether the answer is a page; one with scripts of ours, none of which it needs, but where a link with a code leads;
 *   one that asks for a passkey; a file that belongs to pages; or data
 */
export function securityHeaders(kind: Kind, secure: boolean): Record<string, string> {
  return {
    'content-security-policy': POLICIES[kind],
    'cache-control': kind === 'asset' ? 'public, max-age=300' : 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': featurePolicy(kind),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(secure
      ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains; preload' }
      : {}),
  }
}
