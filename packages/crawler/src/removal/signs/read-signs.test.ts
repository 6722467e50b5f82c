import { describe, expect, it } from 'vitest'
import { asksForLogin, likenessOfWords, readSigns } from './read-signs.ts'

const signsOf = (markup: string, contentType: string | null = 'text/html; charset=utf-8') => [
  ...readSigns(Buffer.from(markup), contentType).signs,
]

describe('readSigns', () => {
  it.each([
    'Error 404',
    'Sorry, the image you are looking for does not exist.',
    'This album has been deleted by its owner',
    'La page demandée est introuvable',
    'Ce fichier a été supprimé',
    'Deze pagina bestaat niet meer: pagina niet gevonden',
    'Het bestand is verwijderd',
    'Die Datei wurde gelöscht',
    'Diese Seite existiert nicht',
    'El archivo ha sido eliminado',
    'Файл не найден',
    'La pagina non esiste',
    'Página não encontrada',
    'Strona nie istnieje',
  ])('reads "%s" as not found', (text) => {
    expect(signsOf(`<p>${text}`)).toContain('says-not-found')
  })

  it.each([
    'Welcome to our gallery',
    'All models were 18 years or older at the time',
    'The content is not available',
    'We sell frames for pictures',
    'Log in',
  ])('reads nothing in "%s"', (text) => {
    expect(signsOf(`<p>${text}`)).toEqual([])
  })

  it.each([
    ['<title>Just a moment...</title>', 'asks-human'],
    ['<script>window._cf_chl_opt={}</script>', 'challenge-script'],
    ['<script src=//a.com/.well-known/ddos-guard/js></script>', 'challenge-script'],
    ['<p>You must be at least 18', 'asks-age'],
    ['<p>Bent u ouder dan 18?', 'asks-age'],
    ['<iframe src=//parkingcrew.net/x></iframe>', 'parking-service'],
    ['<p>Buy this domain', 'says-parked'],
    ['<p>Not available in your region', 'says-not-here'],
    ['<p>Sign in to see more', 'asks-sign-in'],
    ['<input type=password>', 'password-field'],
  ])('reads %s as %s', (markup, sign) => {
    expect(signsOf(markup)).toContain(sign)
  })

  it('hears only the password field of a long page', () => {
    const long = `<input type=password><p>404 not found, buy this domain ${'word '.repeat(400)}`
    expect(signsOf(long)).toEqual(['password-field'])
  })

  it('reads other character sets, typographic apostrophes and lines', () => {
    const german = Buffer.from('<p>Bild wurde gel\xf6scht', 'latin1')
    expect([...readSigns(german, 'text/html; charset=iso-8859-1').signs]).toEqual([
      'says-not-found',
    ])
    expect(signsOf('<p>This doesn\u2019t exist')).toEqual(['says-not-found'])
    expect(signsOf('<h1>Gallery</h1><p>Removed')).toEqual(['says-not-found'])
  })

  it('hears no word of a script or an attribute', () => {
    expect(signsOf('<script>"not found"</script><p title="404">Hello')).toEqual([])
  })

  it('never fails and stays fast', () => {
    const started = process.cpuUsage()
    for (const text of ['<', '\0'.repeat(50_000), 'not '.repeat(100_000), 'é'.repeat(200_000)]) {
      expect(signsOf(text)).toBeInstanceOf(Array)
    }
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(5_000)
  })
})

describe('likenessOfWords', () => {
  const words = (text: string) => text.split(' ')

  it('is whole for the same words, whatever address a page repeats', () => {
    const [a, b] = [words('a1.jpg was not found here'), words('b2.jpg was not found here')]
    expect(likenessOfWords(a, b)).toBe(1)
  })

  it('falls with what differs', () => {
    expect(likenessOfWords(words('one two three four'), words('one two three five'))).toBe(0.75)
    expect(likenessOfWords(words('one one one'), words('one'))).toBe(0.5)
  })

  it('is none where a page says nothing', () => {
    expect(likenessOfWords([], [])).toBe(0)
    expect(likenessOfWords(words('404'), words('404'))).toBe(0)
  })
})

describe('asksForLogin', () => {
  it.each(['<input type="password">', "<INPUT TYPE = 'Password'>", '<input type=password name=p>'])(
    'sees %s',
    (text) => {
      expect(asksForLogin(Buffer.from(text))).toBe(true)
    },
  )

  it('does not take the word for the field', () => {
    expect(asksForLogin(Buffer.from('<p>forgot your password?'))).toBe(false)
  })
})
