import type { exportsEn } from './exports-en.ts'

export const exportsNl: Record<keyof typeof exportsEn, string> = {
  'nav.exports': 'Exports',
  'exports.title': 'Cijfers voor anderen',
  'exports.how':
    'Cijfers die het huis verlaten. Ze worden berekend uit het logboek van gebeurtenissen zoals dat op één ogenblik was: hetzelfde rapport kan opnieuw worden gemaakt, byte voor byte, en nagerekend door wie het kreeg.',
  'exports.inhope': 'Kwartaalcijfers voor INHOPE',
  'exports.inhope-how':
    'Meldingen, bevestigde inhoud, landen van hosting, tijd tot verwijdering en doorgifte. Tabel (CSV) en pagina.',
  'exports.dsa': 'Jaarverslag van een betrouwbare flagger',
  'exports.dsa-how':
    'Artikel 22, lid 3, van Verordening (EU) 2022/2065: meldingen per aanbieder, soort inhoud en genomen maatregel. Pagina om te publiceren, tabel (CSV) en JSON.',
  'exports.provider': 'Brief aan een aanbieder',
  'exports.provider-how':
    'Wat een aanbieder is gemeld en wat ervan is geworden, in zijn taal. PDF.',
  'exports.quarter': 'Kwartaal',
  'exports.year': 'Jaar',
  'exports.period': 'Periode',
  'exports.not-over': '{period} (nog niet voorbij)',
  'exports.was-not-over': '{period} (toen nog niet voorbij)',
  'exports.unfinished':
    'De periode was op dat moment nog niet voorbij. Wat later kwam, staat niet in deze cijfers.',
  'exports.statement': 'Hoe u onafhankelijk blijft van aanbieders, in uw eigen woorden',
  'exports.statement-how':
    'Het artikel vraagt een uitleg. Die wordt gepubliceerd zoals u hem schrijft, in elke taal; noem geen persoon.',
  'exports.make': 'Cijfers maken',
  'exports.wait':
    'Hiervoor wordt elke verwijdering gelezen; als het er heel veel zijn, kan dat een minuut duren. Er gaat niets verloren als u weggaat.',
  'exports.find-provider': 'Naam van de aanbieder',
  'exports.find': 'Zoeken',
  'exports.no-provider': 'Geen aanbieder heeft dit in zijn naam. Probeer een korter deel.',
  'exports.which-provider': 'Aanbieder',
  'exports.made': 'Tot nu toe gemaakt',
  'exports.none': 'Er is er nog geen gemaakt. Kies hierboven een kwartaal en maak het eerste.',
  'exports.older': 'Oudere',
  'exports.kind': 'Rapport',
  'exports.as-of': 'Stand van',
  'exports.made-at': 'Gemaakt',
  'exports.by': 'Door',
  'exports.download': 'Downloaden',
  'exports.file': '{format}, {language}',
  'exports.proof': 'Hoe dit na te gaan is',
  'exports.proof-how':
    'De digest is die van de canonieke inhoud (het JSON-bestand). Wie het bestand heeft, kan vragen het opnieuw uit de gebeurtenissen te berekenen; er moet hetzelfde uitkomen.',
  'exports.digest': 'Digest (SHA-256)',
  'exports.log': 'Kop van het logboek',
  'exports.log-value': '{size} gebeurtenissen, wortel {root}',
  'exports.log-none': 'Het logboek had nog geen ondertekende kop.',
  'exports.verify': 'Opnieuw berekenen en vergelijken',
  'exports.done-same':
    'Zojuist opnieuw berekend uit de gebeurtenissen: het is hetzelfde, cijfer voor cijfer.',
  'exports.done-differs':
    'Zojuist opnieuw berekend uit de gebeurtenissen: het is NIET hetzelfde. Er zijn sindsdien gebeurtenissen gewist of gewijzigd; het logboek zegt welke zijn gewist.',
  'exports.done-made': 'De cijfers zijn gemaakt. Lees ze na voordat ze het huis verlaten.',
  'exports.more-providers': 'Verdere aanbieders, in de bestanden: {n}.',
  'exports.back': 'Alle rapporten',
  'exports.figure': 'Cijfer',
  'exports.value': 'Waarde',
  'exports.clocks': 'Klokken',
  'exports.definition': 'Definitie',
  'exports.from-until': '{from} tot {until}',
  'exports.too-few': 'te weinig om iets te zeggen',
  'exports.not-watched': 'nog niet bekend',
  'exports.not-reached': 'nog niet bereikt',
  'exports.not-recorded': 'niet vastgelegd',
  'exports.unknown-country': 'onbekend',
  'exports.item': 'Eén item is één beeld op één pagina bij één hostingaanbieder.',
  'problem.figures-busy':
    'Er worden al cijfers gemaakt. Wacht tot ze klaar zijn en probeer het dan opnieuw.',
  'problem.export-differs':
    'Deze cijfers zijn eerder gemaakt en komen nu anders uit: er zijn sindsdien gebeurtenissen gewist of gewijzigd. De eerste blijven bewaard; laat het logboek nagaan.',
  'problem.export-invalid': 'Voor een brief is een aanbieder nodig, voor de andere rapporten geen.',
  'problem.as-of-invalid': 'Het ogenblik moet minstens een minuut geleden zijn.',
  'problem.period-invalid':
    'Deze periode past niet bij het rapport, of was toen nog niet begonnen.',
  'problem.audit-checkpoint-invalid':
    'De kop van het logboek is niet door deze installatie ondertekend. Laat het logboek nagaan voordat cijfers het huis verlaten.',
  'figure.reports-received': 'Ontvangen meldingen',
  'figure-how.reports-received':
    'Meldingen die in de periode binnenkwamen, van publiek, partners en programma’s, herhalingen inbegrepen.',
  'figure.items-confirmed': 'Bevestigde items',
  'figure-how.items-confirmed':
    'Items waarover in de periode is beslist dat ze illegaal of schadelijk zijn (T3), zonder wat sindsdien is ingetrokken.',
  'figure-how.items-confirmed-4':
    'Items waarover in de periode is beslist dat ze illegaal of schadelijk zijn (T3), zonder wat sindsdien is ingetrokken, zoals bekend op het ogenblik van het rapport. Sommige worden pas na de beslissing geopend: cijfers van later kunnen er meer hebben.',
  'figure.items-withdrawn': 'Bevestigd, daarna ingetrokken',
  'figure-how.items-withdrawn':
    'In de periode beslist en door ons teruggenomen vóór het ogenblik van het rapport. Telt in geen ander cijfer van verwijdering.',
  'figure.items-by-class': 'Bevestigd, per klasse',
  'figure-how.items-by-class': 'Naar juridische klasse, op het ogenblik van het rapport.',
  'figure.hosting-country': 'Bevestigd, per land van hosting',
  'figure-how.hosting-country':
    'Land van de hostingaanbieder toen het item het laatst werd gerouteerd (ISO 3166).',
  'figure.site-type': 'Soort site',
  'figure-how.site-type': 'Deze dienst legt de soort site niet vast.',
  'figure.victims': 'Leeftijd en geslacht van slachtoffers, zelf gemaakte inhoud',
  'figure-how.victims':
    'Niet vastgelegd: deze dienst vergelijkt vingerafdrukken en toont niemand een beeld.',
  'figure.ntd-items': 'Verwijdering na de melding: items',
  'figure-how.ntd-items': 'Bevestigde items die uit een melding kwamen (INHOPE-klok, T0 tot T9).',
  'figure.ntd-open': 'waarvan nog open',
  'figure-how.ntd-open': 'Niet weg gezien en nog gevolgd op het ogenblik van het rapport.',
  'figure.ntd-closed': 'waarvan gesloten zonder verwijdering',
  'figure-how.ntd-closed': 'Niet meer gevolgd zonder dat het weg is gezien.',
  'figure.ntd-within': 'Verwijderd na de melding binnen',
  'figure-how.ntd-within':
    'Items die binnen deze tijd na de melding (T0) voor het eerst weg zijn gezien (T9, geverifieerd).',
  'figure.ntd-share': 'Deel verwijderd na de melding binnen',
  'figure-how.ntd-share':
    'Schatting van Kaplan-Meier: wat nog open is, telt voor zolang het open is geweest.',
  'figure.ntd-median': 'Verwijdering na de melding: mediaan',
  'figure-how.ntd-median': 'Tijd waarbinnen de helft van de items weg was, open items meegeteld.',
  'figure.ntd-p90': 'Verwijdering na de melding: 90 %',
  'figure-how.ntd-p90': 'Tijd waarbinnen negen van de tien items weg waren, open items meegeteld.',
  'figure.notice-items': 'Verwijdering na de kennisgeving: items',
  'figure-how.notice-items': 'Bevestigde items die aan een aanbieder zijn gemeld (T6).',
  'figure.notice-before': 'Weg vóór de kennisgeving',
  'figure-how.notice-before':
    'Weg gezien voordat de aanbieder het wist; in geen ander cijfer van verwijdering na de kennisgeving.',
  'figure.notice-share': 'Deel verwijderd na de kennisgeving binnen',
  'figure-how.notice-share':
    'Van de eerste kennisgeving (T6) tot voor het eerst weg gezien (T9); schatting van Kaplan-Meier.',
  'figure.notice-median': 'Verwijdering na de kennisgeving: mediaan',
  'figure-how.notice-median':
    'Tijd na de eerste kennisgeving waarbinnen de helft weg was, open items meegeteld.',
  'figure.to-police': 'Aan de politie doorgegeven',
  'figure-how.to-police': 'Items die in de periode aan de politie zijn doorgegeven (T4).',
  'figure.to-iccam': 'Aan ICCAM doorgegeven',
  'figure-how.to-iccam':
    'Items die in de periode via ICCAM zijn doorgegeven, per bestand of met de hand ingevoerd.',
  'figure.to-provider': 'Aan een aanbieder gemeld',
  'figure-how.to-provider':
    'Items waarvan de hostingaanbieder in de periode voor het eerst op de hoogte is gebracht (T6).',
  'figure.resurfaced': 'Opnieuw gezien',
  'figure-how.resurfaced':
    'Aantal keren dat verwijderde inhoud in de periode op dezelfde plaats opnieuw is gezien (T11).',
  'figure.dsa-notices': 'Verzonden meldingen',
  'figure-how.dsa-notices':
    'Meldingen volgens artikel 16 die in het jaar zijn verzonden, herinneringen inbegrepen. Eén melding kan meer items noemen.',
  'figure-how.dsa-notices-4':
    'Meldingen volgens artikel 16 die in het jaar zijn verzonden, met de herinneringen en wat terugkwam. Eén melding kan meer items noemen.',
  'figure.dsa-items': 'Gemelde items',
  'figure-how.dsa-items':
    'Items waarvan een aanbieder in het jaar voor het eerst op de hoogte is gebracht.',
  'figure-how.dsa-items-4':
    'Items waarvan een aanbieder in het jaar voor het eerst op de hoogte is gebracht. Een melding die terugkwam, heeft niemand op de hoogte gebracht.',
  'figure.dsa-by-class': 'Items per soort inhoud',
  'figure-how.dsa-by-class': 'Soort van de inhoud die als illegaal is gemeld.',
  'figure.dsa-by-action': 'Items per genomen maatregel',
  'figure-how.dsa-by-action':
    'Wat de aanbieder op het ogenblik van het rapport had gedaan, volgens onze eigen controles en zijn antwoorden.',
  'figure.dsa-median': 'Verwijdering na de melding: mediaan',
  'figure-how.dsa-median':
    'Van de eerste melding tot voor het eerst weg gezien; open items tellen voor zolang ze open waren.',
  'figure-how.dsa-median-4':
    'Van de eerste melding die niet terugkwam tot voor het eerst weg gezien. Open items tellen voor zolang ze open waren, wat naar een andere aanbieder ging tot dat moment.',
  'figure.dsa-share': 'Deel verwijderd na de melding binnen',
  'figure-how.dsa-share': 'Schatting van Kaplan-Meier, open items meegeteld.',
  'figure.letter-items': 'Gemelde items',
  'figure-how.letter-items':
    'Items waarvan u in de periode voor het eerst op de hoogte bent gebracht, zonder wat wij hebben teruggenomen.',
  'figure.letter-notices': 'Verzonden meldingen',
  'figure-how.letter-notices': 'Brieven in de periode, herinneringen inbegrepen.',
  'figure.letter-bounced': 'Teruggekomen meldingen',
  'figure-how.letter-bounced':
    'Mails die uw server aannam en terugstuurde, of waarvoor geen postvak was.',
  'figure.letter-removed': 'Verwijderde items',
  'figure-how.letter-removed':
    'Door onze controles weg gezien, en geverifieerd, op het ogenblik van deze brief.',
  'figure.letter-moved': 'Items naar een andere aanbieder',
  'figure-how.letter-moved':
    'Weg uit uw netwerk en gevonden bij een andere aanbieder. Geen verwijdering: in de tijden tellen ze tot dat moment als aanwezig.',
  'figure.letter-open': 'Open items',
  'figure-how.letter-open': 'Nog aanwezig, terug, of niet als verdwenen geverifieerd.',
  'figure.letter-median': 'Mediane tijd tot verwijdering',
  'figure-how.letter-median':
    'Van onze eerste melding (T6) tot voor het eerst weg gezien (T9); de helft van de items was dan weg, open items meegeteld.',
  'figure.letter-p90': '90 % verwijderd binnen',
  'figure-how.letter-p90': 'Negen van de tien items waren dan weg, open items meegeteld.',
  'figure.letter-within': 'Verwijderd binnen',
  'figure-how.letter-within': 'Deel van de items, volgens de schatting van Kaplan-Meier.',
  'figure.letter-resurfaced': 'Opnieuw gezien',
  'figure-how.letter-resurfaced':
    'Aantal keren dat verwijderde inhoud op dezelfde plaats opnieuw is gezien (T11).',
  'figure-how.letter-resurfaced-5':
    'Aantal keren dat verwijderde inhoud op dezelfde plaats opnieuw is gezien (T11), in uw netwerk.',
  'figure.letter-others': 'Mediaan van alle andere aanbieders',
  'figure-how.letter-others':
    'Alle anderen samen, zelfde klokken en periode; niets bij minder dan tien items of vijf aanbieders, of als één ervan meer dan de helft van de items heeft.',
  'taken.removed': 'verwijderd',
  'taken.removed-came-back': 'verwijderd, daarna teruggekomen',
  'taken.gone-before': 'weg vóór de melding',
  'taken.moved-elsewhere': 'weg bij deze aanbieder, nu bij een andere',
  'taken.disputed': 'betwist door de aanbieder',
  'taken.answered': 'beantwoord, nog aanwezig',
  'taken.none': 'geen maatregel gezien',
  'taken.withdrawn': 'melding door ons teruggenomen',
  'dsa.heading': 'Verslag over meldingen ingediend in {year}',
  'dsa.intro':
    '{organisation} publiceert dit verslag op grond van artikel 22, lid 3, van Verordening (EU) 2022/2065 (digitaledienstenverordening). Het gaat over meldingen aan aanbieders van hostingdiensten volgens artikel 16, van {from} tot {until}, met wat bekend was op {asOf}.',
  'dsa.by-provider': 'Meldingen per aanbieder',
  'dsa.provider': 'Aanbieder van hostingdiensten',
  'dsa.notices': 'Meldingen',
  'dsa.items': 'Items',
  'dsa.types': 'Soorten inhoud',
  'dsa.actions': 'Door de aanbieder genomen maatregelen',
  'dsa.procedures': 'Hoe een melding tot stand komt',
  'dsa.procedure-1':
    'Een melding berust op een treffer op een lijst van bekend illegaal materiaal, bijgehouden door de politie of een andere autoriteit. Exacte treffers op daarvoor goedgekeurde lijsten gaan volgens een regel uit; over alle andere beslist een mens.',
  'dsa.procedure-2':
    'Er wordt geen beeld bewaard of getoond. Vingerafdrukken worden in het geheugen berekend en vergeleken.',
  'dsa.procedure-3':
    'Of inhoud is verwijderd, wordt nagegaan met eigen bezoeken, vanaf meer dan één plaats, en niet alleen afgeleid uit het antwoord van de aanbieder.',
  'dsa.procedure-4':
    'Een aanbieder kan een melding betwisten; twee mensen bekijken dat. Wat fout was, wordt schriftelijk teruggenomen.',
  'dsa.independence': 'Onafhankelijkheid',
  'dsa.independence-1':
    'Wie op de hoogte wordt gebracht, en wanneer, volgt een schriftelijk beleid dat voor elke aanbieder hetzelfde is; geen aanbieder kan het wijzigen, en cijfers van de een worden niet aan de ander getoond.',
  'dsa.independence-2':
    'Elke beslissing, melding en wijziging staat in een logboek dat niet ongemerkt kan worden herschreven. Dit verslag is daaruit berekend en kan opnieuw worden berekend.',
  'dsa.no-statement':
    'De organisatie heeft geen eigen woorden over haar onafhankelijkheid toegevoegd.',
  'dsa.no-personal-data': 'Dit verslag bevat geen persoonsgegevens en geen adres van inhoud.',
  'letter.subject': 'Uw cijfers voor {period}',
  'letter.to': 'Aan: {name}',
  'letter.intro':
    'Deze brief zegt wat {organisation} u van {from} tot {until} heeft gemeld en wat ervan is geworden, zoals bekend op {asOf}. Eén item is één beeld op één pagina bij één hostingaanbieder.',
  'letter.figures': 'Cijfers',
  'letter.curve': 'Deel van de items dat er nog was, naar tijd na de eerste melding',
  'letter.curve-spoken':
    'Curve van het deel van de items dat er nog was. Mediaan: {median}; 90 % verwijderd binnen: {p90}',
  'letter.no-curve': 'Er is nog niets verwijderd: er is geen curve te tekenen.',
  'letter.small':
    'Minder dan tien items stonden er nog bij onze melding: tijden en delen zouden weinig zeggen en zijn weggelaten.',
  'letter.proof': 'Hoe deze brief na te gaan is',
  'letter.proof-how': 'Vraag ons hem opnieuw te berekenen en noem deze digest: {digest}',
  'letter.log': 'Kop van het logboek: {head}',
  'letter.page': 'Pagina {n}',
}
