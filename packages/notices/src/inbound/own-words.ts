import { MAX_DETAIL } from '@nightlight/contract'
import { beginsLetter } from '../documents/letter-begins.ts'

const QUOTE_BEGINS =
  /^(on .{5,120} wrote:|le .{5,120} a écrit ?:|op .{5,120} schreef .{0,80}:|am .{5,120} schrieb .{0,80}:|-{2,} ?(original message|message d'origine|oorspronkelijk bericht|ursprüngliche nachricht).*|_{10,}|\*?(from|de|van|von) ?:\*? .+)$/i

/** What somebody wrote, without what they quote of us, at most as much as an answer may have. */
export function ownWords(text: string): string {
  const lines = linesOf(text)
  const end = lines.findIndex((line) => beginsQuotation(line) || line.trim() === '--')
  return unquoted(end > 0 ? lines.slice(0, end) : lines)
    .replace(/[^\P{C}\n\t]/gu, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MAX_DETAIL)
}

/** The same with what stands below a signature, where desks say that nobody has written: empty where all of it is quoted. */
export function withoutQuotations(text: string): string {
  const lines = linesOf(text)
  const end = lines.findIndex(beginsQuotation)
  return unquoted(end < 0 ? lines : lines.slice(0, end))
}

const linesOf = (text: string): string[] => text.replaceAll('\r\n', '\n').split('\n')

/** Everything from here on is of an earlier mail; what is marked line by line may have answers in between. */
const beginsQuotation = (line: string): boolean =>
  QUOTE_BEGINS.test(line.trim()) || beginsLetter(line.trim())

const unquoted = (lines: readonly string[]): string =>
  lines.filter((line) => !line.trimStart().startsWith('>')).join('\n')
