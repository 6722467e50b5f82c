const CONTROLS = /[\p{C}\p{Zl}\p{Zp}]+/gu

/** `value` as one line: controls, line breaks and direction marks become a space, cut at `maxLength`. */
export function oneLine(value: string, maxLength = 200): string {
  const flat = value.replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim()
  return Array.from(flat).slice(0, maxLength).join('')
}

/** Not before a sign that French sets off by a space: it would open the next line. */
const BREAKABLE = / (?![:;!?»](?: |$))/

/** Characters of a line a mail program shows without folding it. */
export const LINE_WIDTH = 76

/**
 * Breaks `text` into lines of at most `LINE_WIDTH` characters.
 *
 * `first` opens the first line, `rest` every other one. A word longer than a line is cut: not for
 * URLs, which stay whole. A line that was broken at a space ends in one, by which `toFlowed` knows it.
 */
export function wrap(text: string, first = '', rest = first): string {
  // For the space at the end, and one at the beginning where the line is stuffed.
  const room = LINE_WIDTH - 2 - Math.max(first.length, rest.length)
  const lines: string[] = []
  let line = ''
  for (const part of text.split(BREAKABLE)) {
    for (const [index, word] of cut(part, room).entries()) {
      const longer = line === '' ? word : `${line} ${word}`
      if (longer.length <= room) line = longer
      else {
        if (line !== '') lines.push(index === 0 ? `${line} ` : line)
        line = word
      }
    }
  }
  return first + [...lines, line].join(`\n${rest}`)
}

function cut(word: string, width: number): string[] {
  return word.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
}

/**
 * A URL that a mail program does not make clickable: `hxxps://host[.]example/path`.
 *
 * The dots of the host are bracketed, `http` before `://` becomes `hxxp` everywhere, white space
 * and controls are percent-encoded.
 */
export function defang(url: string): string {
  const [, scheme = '', authority = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)(.*)$/i.exec(printable(url)) ?? []
  const shown = `${scheme}${authority.replaceAll('.', '[.]')}${rest}`
  return shown.replace(/http(s?:\/\/)/gi, 'hxxp$1')
}

/** `url` with white space, controls and invisible marks percent-encoded, so that it cannot end its line. */
export function printable(url: string): string {
  return url.toWellFormed().replace(/[\s\p{C}]/gu, (character) => encodeURIComponent(character))
}
