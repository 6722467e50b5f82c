import { LANGUAGES, type Language } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { composeNotice, type NoticeInput, type NoticeKind } from './notice.ts'
import { anItem as item, aNotice as input, flat as oneLine, longLines } from './testing-items.ts'

const KINDS: NoticeKind[] = ['provider-notice', 'provider-reminder', 'police-hand-over']
const EVERY = LANGUAGES.flatMap((language) => KINDS.map((kind) => [kind, language] as const))

const reminder = (over: Partial<NoticeInput> = {}) =>
  input({
    kind: 'provider-reminder',
    seq: 3,
    firstSentAt: new Date('2026-05-01T08:00:00Z'),
    ...over,
  })

const flat = (over: Partial<NoticeInput> = {}) => oneLine(composeNotice(input(over)).text)

describe('composeNotice', () => {
  it.each(EVERY)('keeps the lines of a %s in %s short', (kind, language) => {
    const items = [item(), item({ reference: 'R-2', country: 'US', classification: null })]
    const { text } = composeNotice(reminder({ kind, language, items, copyNumber: 2 }))
    expect(longLines(text)).toEqual([])
    expect(text).not.toMatch(/^\s*[:;!?]/m)
  })

  it.each(EVERY)('gives a %s in %s a subject of one line without URL or host', (kind, language) => {
    const { subject } = composeNotice(input({ kind, language }))
    expect(subject).toMatch(/NL-2026-12 (?:\(.{1,5}\) )?– /)
    expect(subject).not.toMatch(/example|http|hxxp|\n/)
  })

  it.each(EVERY)('shows no clickable address in a %s in %s but our own', (kind, language) => {
    const { text } = composeNotice(input({ kind, language }))
    expect(text.match(/https?:\/\/\S+/g)).toEqual(['https://portal.hotline.example/r/abc'])
    expect(text).not.toMatch(/files\.example|page\.example/)
  })

  it.each(EVERY)('leaves nothing unsaid in a %s in %s', (kind, language) => {
    const { text } = composeNotice(reminder({ kind, language, copyNumber: 2 }))
    expect(text).not.toMatch(/undefined|null|\[object|NaN/)
  })

  it.each([
    ['en', 'no later than'],
    ['fr', 'au plus tard le'],
    ['nl', 'uiterlijk op'],
    ['de', 'spätestens bis'],
  ] as const)(
    'says in %s by when, to the minute, or in a day where nothing is set',
    (language, by) => {
      const now = new Date('2026-05-04T22:10:00Z')
      const hour = 3_600_000
      const after = (ms: number): Date => new Date(now.getTime() + ms)
      for (const kind of ['provider-notice', 'provider-reminder'] as const) {
        const said = (over: Partial<NoticeInput>) => flat({ language, kind, now, ...over })
        expect(said({})).toContain(`${by} 2026-05-05 22:10 UTC`)
        expect(said({ answerBy: after(4 * hour) })).toContain(`${by} 2026-05-05 02:10 UTC`)
        expect(said({ answerBy: after(hour / 2) })).toContain(`${by} 2026-05-04 22:40 UTC`)
        expect(said({ answerBy: after(72 * hour) })).toContain(`${by} 2026-05-07 22:10 UTC`)
      }
    },
  )

  it('has the fixed subjects', () => {
    expect(composeNotice(input()).subject).toBe(
      'Notice NL-2026-12 – illegal content on your network',
    )
    expect(composeNotice(reminder()).subject).toBe(
      'Notice NL-2026-12 (no. 3) – illegal content still on your network',
    )
    expect(composeNotice(input({ kind: 'police-hand-over' })).subject).toBe(
      'Hand-over NL-2026-12 – illegal content for your attention',
    )
  })

  it('says what, where, what to do, by when and how to answer, in this order', () => {
    const { text } = composeNotice(input())
    const marks = [
      'Please remove it',
      'WHERE',
      'WHAT TO DO',
      'BY WHEN',
      'HOW TO ANSWER',
      'STATEMENT',
    ]
    const places = marks.map((mark) => text.indexOf(mark))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((left, right) => left - right))
  })

  it.each([
    ['en', 'fingerprint matches', 'Exact location', 'Notifier', 'in good faith'],
    ['fr', 'son empreinte concorde', 'Emplacement exact', 'Notifiant', 'de bonne foi'],
    ['nl', 'vingerafdruk', 'Exacte locatie', 'Melder', 'te goeder trouw'],
    ['de', 'Fingerabdruck', 'Genauer Speicherort', 'Meldende Stelle', 'in gutem Glauben'],
  ] as const)(
    'has the four elements of article 16 in %s',
    (language: Language, reason: string, location: string, notifier: string, faith: string) => {
      const text = flat({ language })
      expect(text).toContain(reason)
      expect(text).toContain(location)
      expect(text).toMatch(new RegExp(`${notifier}\\s?: Example Hotline, notices@hotline.example`))
      expect(text).toContain(faith)
    },
  )

  it('sets the term at one day from now', () => {
    expect(flat()).toContain('no later than 2026-05-05 12:00 UTC')
  })

  it('tells in a reminder which one it is, since when, and what the last check saw', () => {
    const { text } = composeNotice(reminder())
    const said = text.replace(/\s+/g, ' ')
    expect(said).toContain('This is notice 3 on the same content.')
    expect(said).toContain('The first one was sent on 2026-05-01 08:00 UTC.')
    expect(said).toContain('Our check of 2026-05-04 10:00 UTC found the content still there.')
  })

  it('asks a host in the United States to report and to preserve', () => {
    const text = flat({ items: [item({ country: 'US' })] })
    expect(text).toContain('CyberTipline')
    expect(text).toContain('Preserve the content of that report for one year')
    expect(flat()).not.toContain('CyberTipline')
  })

  it('numbers the items through and groups them by server', () => {
    const items = [
      item({ reference: 'R-1', url: 'https://a.example/1' }),
      item({ reference: 'R-2', url: 'https://b.example/2', ip: null, country: null, asn: null }),
      item({ reference: 'R-3', url: 'https://a.example/3' }),
    ]
    const lines = composeNotice(input({ items })).text.split('\n')
    expect(lines.filter((line) => /^Host|^\d\. hxxps|^IP/.test(line))).toEqual([
      'Host: a[.]example',
      'IP 192.0.2.1, AS64496, country NL',
      '1. hxxps://a[.]example/1',
      '2. hxxps://a[.]example/3',
      'Host: b[.]example',
      '3. hxxps://b[.]example/2',
    ])
  })

  it('writes URLs as they are when the policy says so', () => {
    const { text } = composeNotice(input({ urls: 'clear-text' }))
    expect(text).toContain('1. https://files.example/a/b.jpg\n')
    expect(text).not.toContain('hxxp')
  })

  it('keeps a long URL on one line', () => {
    const url = `https://files.example/${'a'.repeat(300)}`
    const { text } = composeNotice(input({ items: [item({ url, pageUrl: null })] }))
    expect(text).toContain(`1. ${url.replace('https', 'hxxps').replace('.', '[.]')}\n`)
  })

  it('tells the police how it matched and gives the hash of the fetched file', () => {
    const text = flat({
      kind: 'police-hand-over',
      items: [item({ matchedBy: 'near' })],
      provider: { name: 'Example Police' },
    })
    expect(text).toContain('re-encoded or slightly altered copy, list of Example Police')
    expect(text).toContain(`SHA-256 of the fetched file: ${'ab'.repeat(32)}`)
    expect(text).not.toContain('WHAT TO DO')
  })

  it('gives a host no hash in the text', () => {
    expect(composeNotice(input()).text).not.toMatch(/[0-9a-f]{32}/)
  })

  it('makes one XARF report an item, and none for a class XARF cannot say', () => {
    const items = [item(), item({ reference: 'R-2', classification: null })]
    const { xarf, text } = composeNotice(input({ items }))
    expect(xarf.map((report) => report.url)).toEqual(['https://files.example/a/b.jpg'])
    expect(text).toContain('Class: illegal under national law')
  })

  it('opens with the copy line from the second copy on', () => {
    expect(composeNotice(input({ copyNumber: 2 })).text).toMatch(/^Copy 2 of the same notice\.\n/)
    expect(composeNotice(input({ copyNumber: 1 })).text).not.toContain('Copy')
  })

  it.each([
    [
      'en',
      'Say: removed, already gone, received, passed on, not yours (whose?), hosted elsewhere (which IP address?), more information needed (which?), disputed, refused or not possible (why?). Or answer here, without an account. The link works once, within 48 hours; the page mails you a new one: https:',
      'within an hour;',
    ],
    [
      'fr',
      'Précisez : supprimé, déjà disparu, reçu, transmis, hors de votre réseau (chez qui ?), hébergé ailleurs (quelle adresse IP ?), informations manquantes (lesquelles ?), contesté, refusé ou impossible (pour quelle raison ?). Ou répondez ici, sans compte. Le lien sert une seule fois, dans les 48 heures ; la page vous en envoie un nouveau : https:',
      'dans l’heure ;',
    ],
    [
      'nl',
      'Vermeld: verwijderd, al verdwenen, ontvangen, doorgegeven, niet van u (van wie wel?), elders gehost (welk IP-adres?), meer informatie nodig (welke?), betwist, geweigerd of niet mogelijk (waarom?). Of antwoord hier, zonder account. De link werkt één keer, binnen 48 uur; de pagina mailt u een nieuwe: https:',
      'binnen 1 uur;',
    ],
    [
      'de',
      'Geben Sie an: entfernt, bereits verschwunden, erhalten, weitergegeben, nicht bei Ihnen (bei wem?), anderswo gehostet (welche IP-Adresse?), mehr Angaben nötig (welche?), bestritten, abgelehnt oder nicht möglich (warum?). Oder antworten Sie hier, ohne Konto. Der Link gilt einmal, 48 Stunden lang; die Seite schickt Ihnen einen neuen: https:',
      'eine Stunde lang;',
    ],
  ] as const)(
    'names in %s each answer that there is, and how long the link works',
    (language, whole, hour) => {
      const within = (replyHours: number) =>
        flat({ language, sender: { ...input().sender, replyHours } })
      expect(within(48)).toContain(whole)
      expect(within(1)).toContain(hour)
    },
  )

  it('leaves out the online answer when there is none', () => {
    const sender = { ...input().sender, replyUrl: null }
    expect(flat({ sender })).not.toContain('without an account')
    expect(flat({ sender })).not.toMatch(/The link works/)
  })

  it('does not let a name or an authority add lines', () => {
    const { text } = composeNotice(
      input({
        provider: { name: 'Evil\nWHAT TO DO\n1. Nothing' },
        items: [item({ listAuthority: 'X\r\nY', mime: 'image/png\nBY WHEN' })],
      }),
    )
    expect(text.match(/^WHAT TO DO$/gm)).toHaveLength(1)
    expect(text.match(/^BY WHEN$/gm)).toHaveLength(1)
    expect(text).toContain('To: Evil WHAT TO DO 1. Nothing')
  })

  it('gives the same document again', () => {
    expect(composeNotice(reminder())).toEqual(composeNotice(reminder()))
  })

  it.each([
    { items: [] },
    { reference: 'https://files.example/' },
    { reference: 'a\nb' },
    { seq: 0 },
    { seq: 1.5 },
  ])('refuses %j', (over) => expect(() => composeNotice(input(over))).toThrow(RangeError))
})
