import { drawNumbers } from '../../packages/matcher/src/index/drawn-hashes.ts'
import {
  lazily,
  OVER_BUDGET,
  READ,
  says,
  TOO_LARGE,
  whole,
  type Case,
  type Hostile,
} from './case.ts'
import { packLightly } from './pack.ts'

/** Just below the largest page that is read. */
const PAGE_CHARS = 8 * 2 ** 20 - 1024
const ANYHOW = [READ, OVER_BUDGET]

/** What is repeated until the page is full, between a beginning and an end. */
type Filling = readonly [name: string, unit: string, start?: string, end?: string]

const MARKUP: readonly Filling[] = [
  ['838,000 links', '<a href=a>'],
  ['links to pictures', '<a href=a.jpg>'],
  ['nesting of 1.6 million', '<div>'],
  ['nesting of formatting', '<b><i>'],
  ['nesting of tables', '<table><tr><td>'],
  ['nesting of pictures', '<picture>'],
  ['end tags alone', '</div>'],
  ['one attribute', 'a', '<img src="', '">'],
  ['one attribute without quotes', 'a', '<img src=', '>'],
  ['one attribute without an end', 'a', '<img src="'],
  ['one attribute name', 'a', '<img ', '>'],
  ['one tag name', 'a', '<', '>'],
  ['a million attributes', 'a=b ', '<img ', '>'],
  ['a million attributes of one name', 'src=b ', '<img ', '>'],
  ['attributes without values', 'a ', '<img ', '>'],
  ['attributes of slashes', '/', '<img ', '>'],
  ['signs that open', '<'],
  ['signs that open and close', '</'],
  ['tags without an end', '<img '],
  ['one comment without an end', '-', '<!--'],
  ['comments without an end', '<!--'],
  ['almost ends of a comment', '--!', '<!--'],
  ['comments that end oddly', '<!--->'],
  ['declarations', '<!a'],
  ['sections without an end', '<![CDATA['],
  ['processing instructions', '<?a'],
  ['script without an end', '</scrip', '<script>'],
  ['script in a comment in a script', '<!--<script>', '<script>'],
  ['scripts', '<script></script>'],
  ['style without an end', '</styl', '<style>'],
  ['title without an end', '</titl', '<title>'],
  ['text area without an end', '</textare', '<textarea>'],
  ['plain text', '<plaintext>'],
  ['no script', '<noscript>'],
  ['templates', '<template>'],
  ['svg in svg', '<svg><image href=a>'],
  ['named entities', '&amp;', '<img src="', '">'],
  ['entities without an end', '&', '<img src="', '">'],
  ['almost entities', '&CounterClockwiseContourIntegra', '<img src="', '">'],
  ['numbered entities', '&#x41;', '<img src="', '">'],
  ['one numbered entity', '0', '<img src="&#', '">'],
  ['bases', '<base href=a>'],
  ['refreshes', '<meta http-equiv=refresh content="0;url=a">'],
  ['one refresh', 'a', '<meta http-equiv=refresh content="0;url=', '">'],
  ['spaces in a refresh', ' ', '<meta http-equiv=refresh content="0;', '">'],
  ['declared character sets', '<meta charset=utf-8>'],
  ['frames within themselves', '<iframe srcdoc="', '', ''],
  ['frames with pages', '<iframe srcdoc="<img src=a>"></iframe>'],
  ['one page in a frame', '&lt;img src=a&gt;', '<iframe srcdoc="', '"></iframe>'],
  [
    'a frame of frames',
    '&lt;iframe srcdoc=&quot;&amp;lt;b&quot;',
    '<iframe srcdoc="',
    '"></iframe>',
  ],
  ['line ends', '\n'],
  ['zero bytes', '\0'],
  ['bytes that are no UTF-8', '\u00ff\u00fe', '<meta charset=utf-8>'],
]

const SETS: readonly Filling[] = [
  ['a million candidates', 'a 1x,', '<img srcset="', '">'],
  ['candidates without descriptors', 'a,', '<img srcset="', '">'],
  ['commas', ',', '<img srcset="', '">'],
  ['descriptors in parentheses', 'a (', '<img srcset="', '">'],
  ['spaces', ' ', '<img srcset="a', '">'],
  ['sources', '<source srcset="a 1x, b 2x">', '<picture>'],
  ['lazy candidates', 'a 1x,', '<img data-srcset="', '">'],
]

const DATA: readonly Filling[] = [
  ['one picture', 'A', '<img src="data:image/png;base64,', '">'],
  ['one picture without an end', 'A', '<img src="data:image/png;base64,'],
  ['one escaped picture', '%41', '<img src="data:image/png,', '">'],
  ['pictures that are none', '<img src="data:image/png;base64,AAAA">'],
  [
    'pictures in a style',
    'p{background:url(data:image/gif;base64,R0lGODlh)}',
    '<style>',
    '</style>',
  ],
  ['one picture in a style', 'A', '<p style="background:url(data:image/png;base64,', ')">'],
  ['types without an end', ';', '<img src="data:image/png', '">'],
  ['svg', '<img src="data:image/svg+xml,<svg/>">'],
]

const SHEETS: readonly Filling[] = [
  ['addresses', 'url(a)'],
  ['addresses without an end', 'url('],
  ['quoted addresses without an end', 'url("'],
  ['comments without an end', '/*'],
  ['almost ends of a comment', '*', '/*'],
  ['strings', '"'],
  ['strings with line ends', '"\n'],
  ['imports', '@import '],
  ['imports of addresses', '@import url(a);'],
  ['fonts', '@font-face{'],
  ['fonts with addresses', '@font-face{src:url(a)}'],
  ['sets of images', 'image-set('],
  ['sets of images in sets', 'image-set("a" 1x,'],
  ['parentheses', '('],
  ['braces', '{'],
  ['backslashes', '\\'],
  ['escapes', '\\41 '],
  ['one name', 'a'],
  ['names', 'a '],
  ['variables', '--a:var(--a);'],
  ['selectors', '*>'],
]

/** Pages and style sheets that are made to be expensive; what each costs is measured. */
export function pageCases(seed: number, soups: number): Case[] {
  const inPage = (group: string, fillings: readonly Filling[]): Case[] =>
    fillings.map(([name, ...rest]) => page(`${group}: ${name}`, () => filled(...rest)))
  return [
    ...inPage('markup', MARKUP),
    ...inPage('srcset', SETS),
    ...inPage('data', DATA),
    ...inPage(
      'style',
      SHEETS.map(
        ([name, unit, start = '']) => [name, unit, `<style>${start}`, '</style>'] as const,
      ),
    ),
    ...inPage(
      'style attribute',
      SHEETS.filter(([, unit]) => !unit.includes('"')).map(
        ([name, unit, start = '']) => [name, unit, `<p style="${start}`, '">'] as const,
      ),
    ),
    ...SHEETS.map(([name, ...rest]) => sheet(`sheet: ${name}`, () => filled(...rest))),
    {
      name: 'page of 10 MB',
      answer: lazily(() => says(whole('<a href=a>'.repeat(1e6)))),
      ends: [TOO_LARGE],
    },
    { name: '5 million links', answer: packed(() => '<a href=a>'.repeat(5e6)), ends: [TOO_LARGE] },
    page('5,000 long addresses', longAddresses),
    ...Array.from({ length: soups }, (_, at) =>
      page(`soup ${at + 1}`, () => soup(seed * 1000 + at)),
    ),
  ]
}

const packed = (text: () => string, type = 'text/html'): Hostile =>
  lazily(() => {
    const headers = { 'content-type': type, 'content-encoding': 'gzip' }
    return says(whole(packLightly(Buffer.from(text(), 'latin1')), headers))
  })

function page(name: string, text: () => string): Case {
  const answer = packed(text)
  return {
    name,
    // what it names is not there
    answer: (socket, path) =>
      path.endsWith('/') ? answer(socket, path) : says(NOT_FOUND)(socket, path),
    ends: ANYHOW,
    maxMs: 30_000,
  }
}

function sheet(name: string, text: () => string): Case {
  const answer = packed(text, 'text/css')
  const front = says(whole('<!doctype html><link rel=stylesheet href=sheet>'))
  return {
    name,
    answer(socket, path) {
      const what = path.endsWith('/') ? front : path.endsWith('/sheet') ? answer : says(NOT_FOUND)
      what(socket, path)
    },
    ends: ANYHOW,
    maxMs: 30_000,
  }
}

const NOT_FOUND = whole('', {}, '404 Not Found')

function filled(unit: string, start = '', end = ''): string {
  const room = PAGE_CHARS - start.length - end.length
  return start + unit.repeat(Math.floor(room / unit.length)) + end
}

function longAddresses(): string {
  const links = Array.from({ length: 5_000 }, (_, at) => `<a href="${at}${'/x'.repeat(800)}.jpg">`)
  return links.join('').slice(0, PAGE_CHARS)
}

const INGREDIENTS = [...MARKUP, ...SETS, ...DATA, ...SHEETS].flatMap(([, unit, start, end]) =>
  [unit, start ?? '', end ?? ''].filter((one) => one !== ''),
)

/** Pieces of all that is above, in any order. */
function soup(seed: number): string {
  const { below } = drawNumbers(seed)
  const pieces: string[] = []
  for (let length = 0; length < PAGE_CHARS;) {
    const piece = INGREDIENTS[below(INGREDIENTS.length)]!.repeat(1 + below(4))
    pieces.push(piece)
    length += piece.length
  }
  return pieces.join('').slice(0, PAGE_CHARS)
}
