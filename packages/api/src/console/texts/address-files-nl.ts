import type { addressFilesEn } from './address-files-en.ts'

export const addressFilesNl: Record<keyof typeof addressFilesEn, string> = {
  'address-file.title': 'Te beantwoorden items, met exacte adressen',
  'address-file.how':
    'Veel exacte adressen in één bestand vragen om zorg, dus er zijn er twee van u nodig: de een vraagt, een ander stemt in, en wie vroeg haalt het bestand binnen een uur op, één keer. Het heeft de adressen waar de melding zelf ze leesbaar had, van deze items en van geen die later worden gemeld of opnieuw gevraagd. Het logboek houdt bij wie vroeg, instemde en ophaalde.',
  'address-file.no-consent':
    'Het meldpunt heeft er niet mee ingestemd dat u adressen als bestand ophaalt. Vraag het aan het meldpunt waarvan u meldingen krijgt: een supervisor kan het toestaan op de pagina van uw bedrijf, samen met een tweede persoon.',
  'address-file.consent': 'Het meldpunt stemt ermee in tot',
  'address-file.alone':
    'Niemand anders van u heeft een account, dus niemand kan instemmen. Vraag het meldpunt om nog iemand van u toe te laten.',
  'address-file.instead': 'Tot dan:',
  'address-file.instead-notice': 'Bekijk de adressen van één melding, op haar pagina',
  'address-file.instead-ways':
    'Laat een programma elke melding lezen zodra die komt: mail en webhook brengen de adressen in een deel voor machines',
  'address-file.most': 'Hoogstens, de oudste eerst',
  'address-file.ask': 'Vraag het bestand aan',
  'address-file.asked': 'Gevraagd door',
  'address-file.what': 'Wat',
  'address-file.items': '{n} {n|item|items}',
  'address-file.agreed-by': '{name} stemde in',
  'address-file.until': 'tot',
  'address-file.agree': 'Instemmen',
  'address-file.take': 'Haal het bestand op',
  'address-file.colleague':
    'Een collega vraagt een bestand met exacte adressen. Iemand anders van u moet instemmen.',
  'address-file.of':
    'Items van het bestand dat {name} vraagt. Het heeft die ervan die op een antwoord wachten wanneer het wordt opgehaald.',
  'address-file.back': 'Naar het bestand, om in te stemmen of niet',
  'address-state.waits': 'wacht op een ander',
  'address-state.agreed': 'ingestemd',
  'address-state.taken': 'opgehaald',
  'address-state.withdrawn': 'ingetrokken',
  'address-state.expired': 'verlopen',
  'address-done.asked':
    'Aangevraagd. Iemand anders van u heeft 24 uur om in te stemmen, op deze pagina.',
  'address-done.agreed': 'Ingestemd. Wie vroeg heeft een uur om het bestand op te halen, één keer.',
  'address-done.withdrawn': 'Ingetrokken. Er is geen bestand.',
  'problem.address-consent-waits': 'Er wacht er al een. Keur die eerst goed of laat die vallen.',
  'problem.address-consent-not-found': 'Dit is al afgehandeld. Bekijk de aanbieder opnieuw.',
  'problem.address-consent-missing':
    'Het meldpunt stemt er niet of niet meer mee in dat u adressen als bestand ophaalt. Vraag het daar aan een supervisor.',
  'problem.address-request-not-found': 'Er is geen zo’n bestand, of het is niet van u.',
  'problem.address-request-alone':
    'Niemand anders van u heeft een account om in te stemmen. Vraag het meldpunt om nog iemand toe te laten.',
  'problem.address-request-empty': 'Geen van deze items wacht op een antwoord. Kies andere.',
  'problem.address-request-not-agreed': 'Iemand anders van u moet eerst instemmen.',
  'problem.address-request-not-yours':
    'Wie het bestand vroeg, haalt het op. Vraag er zelf een aan.',
  'problem.address-request-over':
    'Dit is opgehaald, ingetrokken of verlopen. Vraag het bestand opnieuw aan.',
  'problem.portal-addresses-many':
    'Er is niets getoond. Eén persoon krijgt per uur hoogstens 500 exacte adressen te zien. Ga later verder, of vraag samen met een collega een bestand met adressen (Bestanden).',
  'problem.address-requests-many':
    'Er wachten er al drie, of er zijn er tien binnen een dag gevraagd. Trek er een in, of wacht.',
  'consent.title': 'Adressen als bestand',
  'consent.none':
    'Mensen van deze aanbieder halen geen exacte adressen als bestand op. Zij zien die van één melding tegelijk.',
  'consent.given': 'twee van hen mogen samen een bestand ophalen',
  'consent.until': 'Tot',
  'consent.proposer': 'Voorgesteld door',
  'consent.giver': 'Goedgekeurd door',
  'consent.withdraw': 'Direct intrekken',
  'consent.for': 'Toestaan voor',
  'consent.days': '{n} dagen',
  'consent.propose': 'Voorstellen',
  'consent.how':
    'Het telt zodra een supervisor die iemand anders is het goedkeurt. Dan vraagt iemand van de aanbieder een bestand van wat wacht, een ander van hen stemt in, en elk bestand staat in het logboek.',
  'done.consent-proposed': 'Voorgesteld. Het telt zodra een ander het goedkeurt.',
  'done.consent-given':
    'Goedgekeurd. Twee mensen van de aanbieder kunnen voortaan samen een bestand met adressen ophalen.',
  'done.consent-withdrawn': 'Ingetrokken. Er gaat geen bestand met adressen meer weg.',
  'waiting-kind.address-consent': 'adressen als bestand voorgesteld',
  'audit-action.address-consent.proposed': 'Adressen als bestand voorgesteld',
  'audit-action.address-consent.given': 'Adressen als bestand toegestaan',
  'audit-action.address-consent.dropped': 'Adressen als bestand niet toegestaan',
  'audit-action.address-consent.withdrawn': 'Adressen als bestand niet meer toegestaan',
  'audit-action.address-file.asked': 'Bestand met exacte adressen gevraagd',
  'audit-action.address-file.agreed': 'Met bestand met exacte adressen ingestemd',
  'audit-action.address-file.taken': 'Bestand met exacte adressen opgehaald',
  'audit-action.address-file.withdrawn': 'Bestand met exacte adressen ingetrokken',
  'audit-action.address_request.listed': 'Bestanden met adressen bekeken',
  'audit-object.address_request': 'Bestanden met exacte adressen',
}
