/** A line that goes on in the next one; what opens a signature has a space at its end, too, and does not. */
const isSoft = (line: string): boolean => line.endsWith(' ') && line !== SIGNATURE
const SIGNATURE = '-- '

/** Signs that French sets off by a space: on a narrow screen they would open a line. */
const SET_OFF = / (?=[:;!?»][).,]*(?: |$))|(?<=(?:^| )«) /g

/**
 * A text of ours as `text/plain; format=flowed`: each paragraph is as wide as the screen that it is read on.
 *
 * Lines that `wrap` broke end in a space and go on without their indent; lines that begin with a space, `>` or
 * `From ` are stuffed. Addresses stand in lines of their own and stay as they are. Not DelSp: who does not
 * know the format sees the text as it was wrapped.
 *
 * @param text  lines that end in LF
 * @see RFC 3676
 */
export function toFlowed(text: string): string {
  const lines = text.split('\n')
  return lines
    .map((line, index) => {
      const goesOn = index > 0 && isSoft(lines[index - 1]!)
      const body = (goesOn ? line.trimStart() : line).replaceAll(SET_OFF, '\u00a0')
      return /^(?: |>|From )/.test(body) && body !== SIGNATURE ? ` ${body}` : body
    })
    .join('\n')
}

/**
 * The paragraphs of a text in `format=flowed`, each in one line; what is quoted keeps its `>` and is never joined
 * with what is not.
 *
 * @param deletesSpace  whether the space before a soft line end is not of the text (`DelSp=yes`)
 * @see RFC 3676
 */
export function fromFlowed(text: string, deletesSpace = false): string {
  const joined: string[] = []
  let goesOnAt: number | null = null
  for (const line of text.split('\n')) {
    const [quotes = ''] = /^>*/.exec(line) ?? []
    const body = line.slice(quotes.length).replace(/^ /, '')
    const isNew = goesOnAt !== quotes.length || body === SIGNATURE
    if (isNew) joined.push(`${quotes}${quotes && ' '}${body}`)
    else joined[joined.length - 1] += body
    const soft = isSoft(body)
    if (soft && deletesSpace) joined[joined.length - 1] = joined.at(-1)!.slice(0, -1)
    goesOnAt = soft ? quotes.length : null
  }
  return joined.join('\n')
}
