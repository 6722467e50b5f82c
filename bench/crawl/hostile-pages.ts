import { gzipSync } from 'node:zlib'

const MEGABYTE = 2 ** 20
/** More than is ever read of a page. */
const WHOLE_BYTES = 10 * MEGABYTE
/** The most that is read of a page, but for a little. */
const FITTING_BYTES = 8 * MEGABYTE - 1024

type Draw = (at: number) => string

/** What repeats; numbers in it keep a packed page below the ratio at which it is refused. */
const PATTERNS: Readonly<Record<string, Draw>> = {
  nested: (at) => `<div id=${at}>`,
  formatting: (at) => `<a><b><i><u x${at}><p>`,
  pictures: (at) => `<img src=/none/${at}.jpg srcset="/none/${at}b.jpg 1x, /none/${at}c.jpg 2x">`,
  attributes: (at) => `<p a${at}=${at * 7} b${at}='${at * 13}'`,
  quotes: (at) => `<img alt="${at}' src='x${at}`,
  entities: (at) => `&amp;&#${at % 65_536};&${at};`,
  comments: (at) => `<!-${at}--!><!--${at}-`,
  styles: (at) => `<style>a${at}{background:url(/none/${at}.png}/*`,
  scripts: (at) => `<script>"</scr${at}ipt"`,
  inline: (at) => `<img src="data:image/png;base64,iVBORw0KGgo${'A'.repeat(at % 300)}">`,
}

export const HOSTILE_KINDS = Object.keys(PATTERNS)
const FORMS = ['whole', 'fitting'] as const
export type HostileForm = (typeof FORMS)[number]

/** `nested-whole` is ten megabytes; `nested-fitting`, packed, is read to its end. */
export const HOSTILE_NAMES = HOSTILE_KINDS.flatMap((kind) => FORMS.map((form) => `${kind}-${form}`))

/** A page made to cost whoever reads it; undefined for another name. */
export function hostilePage(
  name: string,
): { body: Buffer; headers: Record<string, string> } | undefined {
  const [kind = '', form = ''] = name.split('-')
  const draw = PATTERNS[kind]
  if (!draw) return undefined
  if (form === 'whole') return { body: drawn(draw, WHOLE_BYTES), headers: {} }
  const body = gzipSync(drawn(draw, FITTING_BYTES), { level: 1 })
  return { body, headers: { 'content-encoding': 'gzip' } }
}

function drawn(draw: Draw, bytes: number): Buffer {
  const body = Buffer.alloc(bytes, ' ')
  let length = body.write('<!doctype html><body>')
  for (let at = 0; length < bytes; at++) length += body.write(draw(at), length, 'latin1')
  return body
}
