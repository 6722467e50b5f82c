import { becomes, html, jpeg, type Answer, type Behaviour, type Making } from './case.ts'

/** A page with the content and another picture. */
export const PAGE = '<img src=a.jpg><img src=logo.jpg>'

/** A page that says one thing, in its title too. */
export const cover = (text: string, extra = ''): Answer => html(`<p>${text}</p>${extra}`, text)

/** A picture within a page. */
export const inline = (picture: Uint8Array): string =>
  `<img src="data:image/jpeg;base64,${Buffer.from(picture).toString('base64')}">`

/** The files of that page, some answered otherwise once it was crawled. */
export function files(
  { pictures }: Making,
  later: Readonly<Record<string, Behaviour | Answer>> = {},
): Record<string, Behaviour> {
  const first: Record<string, Answer> = {
    '': html(PAGE),
    'a.jpg': jpeg(pictures.content),
    'logo.jpg': jpeg(pictures.logo),
  }
  const names = new Set([...Object.keys(first), ...Object.keys(later)])
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      becomes(first[name] ?? 404, later[name] ?? first[name] ?? 404),
    ]),
  )
}
