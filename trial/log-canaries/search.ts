import { formsOf, type Canary, type Needle } from './canaries.ts'

/** Something that was written where no canary may be. */
export type Source = { place: string; text: string }

/** That a canary is in a place, told without the canary. */
export type Find = {
  place: string
  kind: Canary['kind']
  what: string
  form: string
  times: number
}

/** Looks for every form of every canary in every source. A canary is told once for a place, by the first form that is there. */
export function searchAll(sources: readonly Source[], canaries: readonly Canary[]): Find[] {
  const needles = canaries.map((canary) => formsOf(canary))
  return sources.flatMap((source) => {
    const texts = { exact: source.text, lower: source.text.toLowerCase() }
    return needles.flatMap((forms) => firstOf(source.place, texts, forms))
  })
}

function firstOf(
  place: string,
  texts: { exact: string; lower: string },
  forms: readonly Needle[],
): Find[] {
  for (const { canary, form, text, anyCase } of forms) {
    const times = countOf(anyCase ? texts.lower : texts.exact, text)
    if (times > 0) return [{ place, kind: canary.kind, what: canary.what, form, times }]
  }
  return []
}

function countOf(text: string, part: string): number {
  let times = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) times++
  return times
}

/**
 * Plants every form of a canary in the midst of what each source holds, and looks.
 *
 * @returns one sentence for each that is not found
 */
export function checkTheSearch(sources: readonly Source[], canary: Canary): string[] {
  const middleOf = ({ text }: Source): string =>
    text.slice(Math.floor(text.length / 2), Math.floor(text.length / 2) + 2_000)
  return sources.flatMap((source) =>
    formsOf(canary).flatMap(({ form, text }) => {
      const around = middleOf(source)
      const planted = { place: source.place, text: `${around}x${text}x${around}` }
      const isFound = searchAll([planted], [canary]).length > 0
      return isFound ? [] : [`control: ${form} was not found in ${source.place}`]
    }),
  )
}
