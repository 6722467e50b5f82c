import { Tokenizer } from 'htmlparser2'

const ignore = (): void => undefined

/** Decodes the character references of text in which `<` means itself, as within `<title>`. */
export const decodeEntities = (text: string): string =>
  text.includes('&') ? text.split('<').map(decodePiece).join('<') : text

function decodePiece(piece: string): string {
  const parts: string[] = []
  const tokenizer = new Tokenizer(
    {},
    {
      ontext: (start, end) => void parts.push(piece.slice(start, end)),
      ontextentity: (codepoint) => void parts.push(String.fromCodePoint(codepoint)),
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      onattribname: ignore,
      oncdata: ignore,
      onclosetag: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onopentagend: ignore,
      onopentagname: ignore,
      onprocessinginstruction: ignore,
      onselfclosingtag: ignore,
    },
  )
  tokenizer.write(piece)
  tokenizer.end()
  return parts.join('')
}
