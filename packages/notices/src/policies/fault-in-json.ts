const SPACE = /[ \t\r\n]*/y
const WORD =
  /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy

/**
 * Where a text stops being JSON, for whoever typed it: what the engine says of it differs from fault to fault, and repeats the text.
 *
 * @returns line and column from 1 on, such as `2:9`
 */
export function faultInJson(text: string): string {
  const at = faultAt(text)
  const before = text.slice(0, at).split('\n')
  return `${before.length}:${before.at(-1)!.length + 1}`
}

/** Reads values one after the other; what is open is held in a list, so that no depth is too much. */
function faultAt(text: string): number {
  let at = 0
  const skip = (what: RegExp): string => {
    what.lastIndex = at
    const [found = ''] = what.exec(text) ?? []
    at += found.length
    return found
  }
  const take = (sign: string): boolean => {
    skip(SPACE)
    if (text[at] !== sign) return false
    at++
    return true
  }
  /** A name and its colon. */
  const name = (): boolean => {
    skip(SPACE)
    return text[at] === '"' && skip(WORD) !== '' && take(':')
  }
  const open: ('{' | '[')[] = []
  for (let isValueDue = true; ;) {
    if (isValueDue) {
      if (take('{')) {
        if (!take('}')) {
          if (!name()) return at
          open.push('{')
          continue
        }
      } else if (take('[')) {
        if (!take(']')) {
          open.push('[')
          continue
        }
      } else if (skip(WORD) === '') {
        return at
      }
    }
    const around = open.at(-1)
    if (around === undefined) {
      skip(SPACE)
      return at
    }
    if (take(',')) {
      if (around === '{' && !name()) return at
      isValueDue = true
      continue
    }
    if (!take(around === '{' ? '}' : ']')) return at
    open.pop()
    isValueDue = false
  }
}
