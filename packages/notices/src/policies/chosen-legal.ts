import type { LegalFile } from '../legal-texts.ts'
import type { Terms } from './terms.ts'

/**
 * The legal texts that the policies of the takedowns of a notice let it print: those that one of them
 * names, and all when one of them names none.
 */
export function chosenLegal(
  terms: readonly (Terms | null | undefined)[],
  files: readonly LegalFile[],
): LegalFile[] {
  if (terms.some((one) => !one?.legal)) return [...files]
  const named = new Set(terms.flatMap((one) => one?.legal ?? []))
  return files.map((file) => ({ ...file, texts: file.texts.filter(({ id }) => named.has(id)) }))
}
