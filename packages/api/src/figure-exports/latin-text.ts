/** What the fonts that every reader of PDF has can write beside Latin 1: the rest of WinAnsi. */
const WIN_ANSI = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'

const LETTERS: Readonly<Record<string, string>> = {
  ...pairs('ĄĆČĎĐĘĚŁŃŇŐŘŚŞȘŤŢȚŮŰŹŻĞİıĦŊŦħŋŧ', 'ACCDDEELNNORSSSTTTUUZZGIiHNThnt'),
  ...pairs('ąćčďđęěłńňőřśşșťţțůűźżğ', 'accddeelnnorssstttuuzzg'),
  ...pairs('абвгдезийклмнопрстуфыэ', 'abvgdeziyklmnoprstufye'),
  ...pairs('αβγδεζηικλμνοπρσςτυφω', 'avgdeziiklmnoprsstyfo'),
  ё: 'yo',
  ж: 'zh',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ь: '',
  ю: 'yu',
  я: 'ya',
  є: 'ye',
  і: 'i',
  ї: 'yi',
  ґ: 'g',
  θ: 'th',
  ξ: 'x',
  χ: 'ch',
  ψ: 'ps',
  '\u202f': ' ',
  '\u2009': ' ',
  '\u2011': '-',
  '\u2212': '-',
  '≤': '<=',
}

function pairs(from: string, to: string): Record<string, string> {
  const letters = Array.from(to)
  return Object.fromEntries(
    Array.from(from).map((letter, index) => [letter, letters[index] ?? '?']),
  )
}

/**
 * A text as the standard fonts of PDF can write it: letters of other alphabets by their sound, what has none as `?`.
 *
 * What it was stands beside it in the document, for whoever has it read aloud or copies it.
 */
export const latinText = (text: string): string =>
  Array.from(text.normalize('NFC'), latinLetter).join('')

function latinLetter(letter: string): string {
  if (isWritten(letter)) return letter
  const known = LETTERS[letter]
  if (known !== undefined) return known
  const small = LETTERS[letter.toLowerCase()]
  if (small !== undefined) return small.charAt(0).toUpperCase() + small.slice(1)
  const [base = '', ...marks] = letter.normalize('NFKD')
  if (marks.length > 0 || base !== letter) {
    return [base, ...marks]
      .map((one) => (isWritten(one) ? one : (LETTERS[one] ?? markOf(one))))
      .join('')
  }
  return '?'
}

const markOf = (letter: string): string => (/\p{M}/u.test(letter) ? '' : '?')

const isWritten = (letter: string): boolean => {
  const code = letter.codePointAt(0) ?? 0
  return (
    (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || WIN_ANSI.includes(letter)
  )
}
