const JOINED_AT = 1024

/** Puts a text together from many small pieces without holding them all. */
export function createPieces() {
  let whole = ''
  let pieces: string[] = []
  return {
    add(piece: string): void {
      pieces.push(piece)
      if (pieces.length < JOINED_AT) return
      whole += pieces.join('')
      pieces = []
    },
    /** The text so far; nothing is kept of it. */
    take(): string {
      const text = whole + pieces.join('')
      whole = ''
      pieces = []
      return text
    },
  }
}
