import { MAX_DETAIL } from '@nightlight/contract'

const QUOTE_BEGINS =
  /^(on .{5,120} wrote:|le .{5,120} a écrit ?:|op .{5,120} schreef .{0,80}:|am .{5,120} schrieb .{0,80}:|-{2,} ?(original message|message d'origine|oorspronkelijk bericht|ursprüngliche nachricht).*|_{10,}|from: .+|de : .+|van: .+|von: .+)$/i

/** What somebody wrote, without what they quote of us, at most as much as an answer may have. */
export function ownWords(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const end = lines.findIndex((line) => QUOTE_BEGINS.test(line.trim()) || line.trim() === '--')
  const own = (end > 0 ? lines.slice(0, end) : lines).filter((line) => !line.startsWith('>'))
  return own
    .join('\n')
    .replace(/[^\P{C}\n\t]/gu, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MAX_DETAIL)
}
