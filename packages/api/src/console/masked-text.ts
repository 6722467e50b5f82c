// Each is tried on one word and starts at something rare, so that a long text costs little.
const ADDRESS_OR_HASH: readonly RegExp[] = [
  /(?::|\[:\])\/\//,
  /\.[\])]?\p{L}[\p{L}\d-]*(?::\d{1,5})?[/?#]/u,
  /\d\.\d{1,3}\.\d{1,3}\.\d/,
  /^\W*www\./i,
  /[0-9a-f]{32}/i,
]

/** Free text for a page: a word with an address or a hash in it becomes `[…]`. */
export function maskedText(text: string): string {
  return text.replaceAll(/\S+/g, (word) =>
    ADDRESS_OR_HASH.some((pattern) => pattern.test(word)) ? '[…]' : word,
  )
}

/** A host name that neither a browser nor a mail program makes a link of. */
export const defanged = (host: string): string => host.replaceAll('.', '[.]')
