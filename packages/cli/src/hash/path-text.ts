/**
 * Paths inside this command have one character a byte (latin1), so that a name in any encoding, or
 * in none, is kept exactly.
 */
export const bytesOfPath = (path: string): Buffer => Buffer.from(path, 'latin1')

export const pathFromArgument = (text: string): string =>
  Buffer.from(text, 'utf8').toString('latin1')

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A path as text; `base64` holds its exact bytes when they are not UTF-8. */
export type PathText = { text: string; base64: string | null }

export function textOfPath(path: string): PathText {
  const bytes = bytesOfPath(path)
  try {
    return { text: strict.decode(bytes), base64: null }
  } catch {
    return { text: bytes.toString('utf8'), base64: bytes.toString('base64') }
  }
}

/** A path for a terminal: nothing in it moves the cursor or turns the writing direction. */
export const shownPath = (path: string): string =>
  JSON.stringify(textOfPath(path).text).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
