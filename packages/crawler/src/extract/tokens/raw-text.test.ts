import { describe, expect, it } from 'vitest'
import { rawTextEnd, tagEnd } from './raw-text.ts'

describe('rawTextEnd', () => {
  const split = (name: string, text: string) => {
    const { contentEnd, next } = rawTextEnd(text, 0, name)
    return [text.slice(0, contentEnd), text.slice(next)]
  }

  it.each([
    ['style', 'a</STYLE >b', ['a', 'b']],
    ['style', 'a</styles></style>b', ['a</styles>', 'b']],
    ['style', 'a<!--</style>b', ['a<!--', 'b']],
    ['style', 'a', ['a', '']],
    ['style', 'a</style', ['a</style', '']],
    ['title', 'a</title x=">">b', ['a', 'b']],
    ['title', 'a</title ">b">c', ['a', 'b">c']],
    ['plaintext', 'a</plaintext>b', ['a</plaintext>b', '']],
    ['script', '"<!--"</script>b', ['"<!--"', 'b']],
    ['script', '<!--<script></script>--></script>b', ['<!--<script></script>-->', 'b']],
    ['script', '<!--<script></script>a</script>b', ['<!--<script></script>a', 'b']],
    ['script', '<!--<script>--></script>b', ['<!--<script>-->', 'b']],
    ['script', '<!--><script></script>b', ['<!--><script>', 'b']],
    ['script', '<!--<scripts></script>b', ['<!--<scripts>', 'b']],
    ['script', '<script></script>b', ['<script>', 'b']],
  ])('ends %s as browsers do in %s', (name, text, parts) => {
    expect(split(name, text)).toEqual(parts)
  })
})

describe('tagEnd', () => {
  it.each([
    ['>b', 'b'],
    [' />b', 'b'],
    [' a=">">b', 'b'],
    [" a = '>' c>b", 'b'],
    [' a=x">b', 'b'],
    [' a">b', 'b'],
    [' ="a>b', 'b'],
    [' a= >b', 'b'],
    [' a="b', ''],
    [' a', ''],
  ])('ends a tag behind %s', (text, rest) => {
    expect(text.slice(tagEnd(text, 0))).toBe(rest)
  })
})
