/**
 * Lists the URLs of a `srcset` value, one after the other: there may be millions.
 *
 * Follows the HTML algorithm in one pass: a URL may hold commas, but not begin or end with one.
 *
 * @see https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
 */
export function* srcsetUrls(value: string): Generator<string> {
  let index = 0
  while (index < value.length) {
    while (index < value.length && (isSpace(value, index) || value[index] === ',')) index += 1
    const start = index
    while (index < value.length && !isSpace(value, index)) index += 1
    let end = index
    while (end > start && value[end - 1] === ',') end -= 1
    if (end > start) yield value.slice(start, end)
    if (end === index) index = afterDescriptors(value, index)
  }
}

/** Skips `1x`, `200w` and whatever else stands before the next comma outside parentheses. */
function afterDescriptors(value: string, start: number): number {
  let depth = 0
  for (let index = start; index < value.length; index += 1) {
    const char = value[index]
    if (char === '(') depth = 1
    else if (char === ')') depth = 0
    else if (char === ',' && depth === 0) return index + 1
  }
  return value.length
}

function isSpace(value: string, index: number): boolean {
  const code = value.charCodeAt(index)
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b)
}
