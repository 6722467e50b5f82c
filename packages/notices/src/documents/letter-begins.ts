import { WORDINGS } from './wording.ts'

const REFERENCE = '@'
const SEQ = 77

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Begins of the first lines of our letters; of what follows the reference two words are enough, for lines are broken anew. */
const FIRST_LINES = Object.values(WORDINGS).flatMap(({ parts, retraction }) =>
  [...Object.values(parts), retraction.provider, retraction.police].map((part) =>
    patternOf(part.subject(REFERENCE, SEQ)),
  ),
)

function patternOf(subject: string): RegExp {
  const [begin = '', rest = ''] = subject.split(REFERENCE)
  const [number = '', title] = rest.split(' – ')
  const words = title?.split(' ').slice(0, 2).join(' ')
  const after = words === undefined ? '\\s*$' : ` .{1,3} ${literal(words)}`
  const seq = literal(number).replace(String(SEQ), String.raw`\d{1,4}`)
  return new RegExp(`^${literal(begin)}NL-\\d{4}-\\d{6,12}${seq}${after}`, 'i')
}

/** Tells whether a line, without the spaces around it, is the first of a letter of ours, in whatever language. */
export const beginsLetter = (line: string): boolean =>
  FIRST_LINES.some((pattern) => pattern.test(line))
