import { describe, expect, it } from 'vitest'
import { html, render } from './html.ts'
import { refillForm } from './refill-form.ts'

const HOSTILE = `"><script>x</script> & 'a' autofocus value="1" $& selected </textarea>`
const escaped = render(html`${HOSTILE}`)
const page = render(
  html`<title>T</title><input name="q" autofocus />
    <form method="get" action="/a"><input name="text" /></form>
    <details>
      <summary>s</summary>
      <form method="post" action="/a" class="stack">
        <input type="hidden" name="form" value="new" />
        <input type="hidden" name="which" value="1" />
        <input name="text" value="old" placeholder="the value of it" />
        <input name="pin" autocomplete="one-time-code" />
        <input type="checkbox" name="on" checked />
        <select name="pick">
          <option value="">–</option>
          <option value="a" selected>A</option>
          <option value="${'b&c'}">B</option>
        </select>
        <textarea name="long" rows="2">old</textarea>
      </form>
    </details>
    <form method="post" action="/a">
      <input type="hidden" name="which" value="2" /><input name="text" />
    </form>`,
)
const refuse = (fields: Record<string, string[]>, field: string | null = null) =>
  refillForm(page, { path: '/a', fields }, { title: 'No', words: html`said`, field })

describe('refillForm', () => {
  it('puts back what was typed as text, whatever it is, and opens what it is folded into', () => {
    const filled = refuse({
      form: ['old'],
      which: ['1'],
      text: [HOSTILE],
      pin: ['123456'],
      pick: ['b&c'],
      long: [`\n${HOSTILE}`],
    })!
    expect(filled).toContain(`placeholder="the value of it" value="${escaped}" />`)
    expect(filled).toContain(`<textarea name="long" rows="2">\n\n${escaped}</textarea>`)
    expect(filled).toContain('<option value="b&amp;c" selected>')
    expect(filled).toContain('<option value="a">')
    expect(filled).toContain('<input type="checkbox" name="on" />')
    expect(filled).toContain('name="form" value="new"')
    expect(filled).not.toMatch(/123456|<script|name="q" autofocus/)
    expect(filled).toContain('<details open>')
    expect(filled).toContain('<title>No: T')
    expect(filled).toMatch(/action="\/a" class="stack"><p id="what-happened"[^>]* autofocus>/)
  })

  it('keeps what the form showed when it was typed, although the page shows something else by now', () => {
    const now = render(
      html`<form method="post" action="/a">
        <input type="hidden" name="shown" value="now" /><input name="text" value="theirs" />
      </form>`,
    )
    const typed = { path: '/a', fields: { shown: ['"then'], text: ['mine'] } }
    const filled = refillForm(now, typed, null)
    expect(filled).toContain('name="shown" value="&quot;then"')
    expect(filled).toContain('value="mine"')
  })

  it('is the form that carries the same unseen, and focuses the field that is meant', () => {
    const filled = refuse({ which: ['2'], text: ['typed'] }, 'text')!
    expect(filled).toContain('value="old"')
    expect(filled).toContain(
      '<input name="text" value="typed" aria-invalid="true" aria-describedby="what-happened" autofocus />',
    )
    expect(filled.match(/ autofocus/g)).toHaveLength(1)
    expect(filled).not.toContain('<details open>')
  })

  it('repeats no secret that lets somebody in, however the field looks', () => {
    const form = html`<form method="post" action="/a">
      <input name="token" autocomplete="off" /><input type="text" name="code" value="" />
      <textarea name="token"></textarea><input name="text" />
    </form>`
    const typed = { path: '/a', fields: { token: ['s3cret'], code: ['s3cret'], text: ['kept'] } }
    const filled = refillForm(render(form), typed, null)!
    expect(filled).toContain('<input name="text" value="kept" />')
    expect(filled).not.toContain('s3cret')
  })

  it('is null where there is no such form, and silent where the page has said it', () => {
    expect(refillForm(page, { path: '/b', fields: {} }, null)).toBeNull()
    const silent = refillForm(page, { path: '/a', fields: { which: ['2'], text: ['x'] } }, null)!
    expect(silent).not.toContain('what-happened')
    expect(silent).toContain('<input name="text" value="x" />')
  })
})
