// Each is tried on one word and starts at something rare, so that a long text costs little.
const ADDRESS_OR_HASH: readonly RegExp[] = [
  /(?::|\[:\])\/\//,
  /\.[\])]?\p{L}[\p{L}\d-]*(?::\d{1,5})?[/?#]/u,
  /\d\.\d{1,3}\.\d{1,3}\.\d/,
  /^\W*www\./i,
  /[0-9a-f]{32}/i,
]

/**
 * Free text without what must not be in clear: a word with an address or a hash in it becomes `[…]`.
 *
 * For pages, and for the reasons that people give, which are stored as they are.
 */
export function maskedText(text: string): string {
  return text.replaceAll(/\S+/g, (word) =>
    ADDRESS_OR_HASH.some((pattern) => pattern.test(word)) ? '[…]' : word,
  )
}
