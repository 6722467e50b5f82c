import { describe, expect, it } from 'vitest'
import { html, render } from './html.ts'

describe('html', () => {
  it('escapes what is put in', () => {
    const text = `<img src=x onerror="alert('1')">&`
    const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;'
    expect(render(html`<p title="${text}">${text}</p>`)).toBe(
      `<p title="${escaped}">${escaped}</p>`,
    )
  })

  it('keeps the markup that html made', () => {
    const parts = ['a', '<'].map((text) => html`<b>${text}</b>`)
    expect(render(html`<p>${parts}</p>`)).toBe('<p><b>a</b><b>&lt;</b></p>')
  })

  it('escapes texts within a list', () => {
    expect(render(html`${['<b>', ['<i>']]}`)).toBe('&lt;b&gt;&lt;i&gt;')
  })

  it('writes numbers, and nothing for what is absent', () => {
    expect(render(html`${0}${null}${undefined}${false}`)).toBe('0')
  })

  it('leaves out what indents a template, and nothing of what is put in', () => {
    const text = 'one\n   two'
    const page = html`<dl>
      <dd>${text}</dd>
    </dl>`
    expect(render(page)).toBe('<dl>\n<dd>one\n   two</dd>\n</dl>')
  })

  it('does not take an object of the same shape for markup', () => {
    const forged = JSON.parse('{"markup":"<b>","description":"<b>"}') as string
    expect(() => render(html`${forged}`)).toThrow(TypeError)
  })
})
