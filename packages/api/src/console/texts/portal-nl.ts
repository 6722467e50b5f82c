import type { portalEn } from './portal-en.ts'

export const portalNl: Record<keyof typeof portalEn, string> = {
  'nav.portal': 'Items',
  'portal.items': 'Wat u gemeld is',
  'portal.tick': 'Aanvinken',
  'portal.tick-one': '{item} aanvinken',
  'portal.tick-all': 'Alles op deze pagina aanvinken',
  'portal.item': 'Item',
  'portal.host': 'Host',
  'portal.told': 'Gemeld',
  'portal.find': 'Kenmerk of host',
  'portal.csv-of-these': 'Al deze als CSV',
  'portal.age': 'Geleden gemeld',
  'portal.class': 'Categorie',
  'portal.any': 'Maakt niet uit',
  'portal.all': 'Alle',
  'portal-state.open': 'Te beantwoorden',
  'portal-state.answered': 'Beantwoord',
  'portal-state.removed': 'Verwijderd',
  'portal-state.closed': 'Gesloten',
  'portal.nothing-open': 'Er wacht niets op uw antwoord.',
  'portal.none': 'Geen items van deze soort. Kies hierboven een andere staat of leeftijd.',
  'portal.answer': 'Uw antwoord',
  'portal.answer-ticked': 'Antwoord geven op wat aangevinkt is',
  'portal.answer-how':
    'Vink items aan, kies een antwoord en controleer het op de volgende pagina. Er wordt niets verzonden voordat u bevestigt.',
  'portal.answer-notice-how':
    'Wat op een antwoord wacht, is al aangevinkt: laat het zo om de hele melding te beantwoorden. Er wordt niets verzonden voordat u bevestigt.',
  'portal.preview': 'Antwoord controleren',
  'portal.preview-title': 'Controleren voor het verzenden',
  'portal.preview-how':
    'Dit wordt gezegd over de items hieronder. Wat u verwijderd noemt, wordt nu opnieuw bekeken; een item wordt pas gesloten wanneer onze eigen controles vinden dat het weg is.',
  'portal.confirm': 'Antwoord verzenden',
  'portal.change': 'Wijzigen',
  'portal.next': 'Nieuwere items',
  'portal.back': 'Alle items',
  'portal.done-answered':
    'Uw antwoord is aangekomen. Wat u verwijderd noemt, wordt nu opnieuw bekeken.',
  'portal.done-answered-before': 'Dit antwoord was al aangekomen. Er is niets dubbel geteld.',
  'portal.done-count': '{count} items beantwoord.',
  'portal.done-none-left': 'Geen van deze wacht nog op een antwoord: ze zijn beantwoord of weg.',
  'portal.see-answered': 'Bekijk wat beantwoord is',
  'portal.preview-all': 'Eén antwoord controleren voor alle {count} die deze filters tonen',
  'portal.preview-most': 'Eén antwoord controleren voor de eerste {count} van deze',
  'portal.preview-first':
    'De eerste {shown} van {count} staan hieronder; het antwoord geldt voor alle.',
  'portal.preview-rest':
    'Er zijn er meer dan {count}: beantwoord de andere daarna op dezelfde manier.',
  'problem.portal-more-by-now':
    'Er wachten er nu meer op een antwoord dan u getoond werd. Er is niets verzonden: controleer nog eens.',
  'portal.kind': 'Brief',
  'portal-kind.provider-notice': 'Melding',
  'portal-kind.provider-reminder': 'Herinnering',
  'portal-kind.upstream-notice': 'Aan het netwerk dat de hostingaanbieder aansluit',
  'portal-kind.registrar-notice': 'Aan de registrar',
  'portal-kind.registry-notice': 'Aan het register',
  'portal-kind.police-hand-over': 'Overdracht aan de politie',
  'portal.addresses-clear':
    'De melding noemde de exacte adressen. Ze staan hier als u erom vraagt, en het logboek zegt dat u dat deed.',
  'portal.addresses-hidden':
    'De melding noemde de exacte adressen niet leesbaar. Ze staan hier als u erom vraagt: u toont opnieuw wie u bent, en het logboek zegt dat u gekeken hebt.',
  'way.portal': 'in het portaal',
  'problem.portal-nothing-ticked': 'Vink ten minste één item aan.',
  'problem.portal-too-many': 'Beantwoord hoogstens 2.500 items tegelijk.',
  'problem.provider-missing':
    'Dit account antwoordt voor geen aanbieder. Vraag het meldpunt u opnieuw uit te nodigen.',
  'problem.reply-item-not-found': 'Een van de items is er niet, of is niet van u.',
  'problem.notice-not-found': 'Deze melding is er niet, of is niet van u.',
  'portal.people': 'Mensen die zich mogen aanmelden',
  'portal.people-of': 'Mensen van {name}',
  'portal.people-how':
    'Zij zien wat deze aanbieder gemeld is, exacte adressen als ze erom vragen, en verder niets. Daarom nodigt iemand van het meldpunt uit en stemt iemand anders in.',
  'portal.no-people':
    'Niemand van deze aanbieder heeft een account. Hij antwoordt per mail, link of sleutel.',
  'portal.invite': 'Iemand van deze aanbieder uitnodigen',
  'portal.asked-by': 'uitgenodigd door {name}',
  'portal.made-waiting': 'De link werkt zodra iemand anders van het meldpunt heeft ingestemd.',
  'portal.to-provider': 'Terug naar de aanbieder',
  'problem.person-of-another-provider':
    'Iemand met die naam is bij een andere aanbieder. Geef een naam die de twee onderscheidt.',
  'problem.provider-needed':
    'Mensen van een aanbieder worden uitgenodigd vanaf de pagina van de aanbieder.',
  'problem.role-of-provider':
    'Mensen van een aanbieder hebben eigen accounts. Nodig de persoon opnieuw uit.',
  'nav.portal-times': 'Reactietijden',
  'portal.times': 'Hoe snel u antwoordde',
  'portal.times-answer': 'Van onze melding tot uw eerste antwoord',
  'portal.times-removal': 'Van onze melding tot voor het eerst niet meer gezien',
  'portal.not-answered': 'Nog niet beantwoord',
  'portal.over-unanswered': 'Voorbij zonder antwoord (weg, teruggenomen, verhuisd of gesloten)',
  'portal.over-otherwise': 'Anders voorbij (teruggenomen, verhuisd of gesloten)',
  'portal.not-gone': 'Nog niet als verwijderd gezien',
  'portal.all-gone': 'Niets van wat u gemeld is, wacht er nog op dat wij zien dat het weg is.',
  'portal.what-not-gone':
    'Wat nog niet beantwoord is, of nog niet als verwijderd gezien, telt ook zo: niets doen maakt niemand snel.',
  'portal.answer-means':
    'Van de eerste melding die naar u ging (T6) tot uw eerste antwoord (T8): op een pagina, in een bestand of per programma. Automatische antwoorden tellen niet, en mails in eigen woorden ook niet: die leest een mens.',
  'portal.removal-means':
    'Van de eerste melding (T6) tot onze controles voor het eerst zagen dat het weg was (T9), zodra dat bevestigd is. Niet fijner dan de tijd tussen twee controles.',
  'portal.times-own':
    'Dit zijn uw eigen cijfers en van niemand anders. Van de anderen is er één mediaan, waar het er vijf of meer zijn met tien items of meer, en geen er meer dan de helft van heeft.',
  'portal.others-answer': 'Mediaan van alle andere aanbieders, van melding tot antwoord',
  'portal.others-removal': 'Mediaan van alle andere aanbieders, van melding tot niet meer gezien',
  'portal.others-few': 'niet getoond: het zijn er te weinig',
  'portal.median': 'Mediaan',
  'portal.p90': '90 % binnen',
  'portal.within-24h': 'Aandeel binnen 24 uur',
  'portal.took': 'Duurde',
}
