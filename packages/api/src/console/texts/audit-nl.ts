import type { auditEn } from './audit-en.ts'

export const auditNl: Record<keyof typeof auditEn, string> = {
  'nav.audit': 'Logboek',
  'audit.title': 'Het logboek',
  'audit.search': 'Zoeken',
  'audit.heads': 'Ondertekende koppen',
  'audit.whole': 'Alles verifiëren',
  'audit.lead':
    'Alles wat is gewijzigd, en elke blik op wat beschermd is. Het logboek bevat codes, nummers en aantallen, nooit een adres of een beeld. Dat u kijkt, is zelf een gebeurtenis.',
  'audit.from': 'Van (dag, UTC)',
  'audit.to': 'Tot en met (dag, UTC)',
  'audit.actor': 'Wie',
  'audit.actor-hint': 'Naam, of analyst:Naam',
  'audit.action': 'Wat er is gedaan',
  'audit.every-action': 'Alles',
  'audit.object': 'Waaraan',
  'audit.object-hint': 'Nummer, of adres van de pagina',
  'audit.show': 'Zoeken',
  'audit.time': 'Periode',
  'audit.days-1': 'Vandaag',
  'audit.days-7': '7 dagen',
  'audit.days-30': '30 dagen',
  'audit.all-time': 'Alles',
  'audit.no-filter': 'Zonder deze filters',
  'audit.more-of-name': 'Meer dan één account heeft deze naam. U ziet het eerste; kies:',
  'audit.key-of': '{key}, van {name}',
  'audit.none': 'Geen gebeurtenis past. Verruim de periode of laat een filter weg.',
  'audit.none-yet': 'Tot nu toe niets gevonden.',
  'audit.paused':
    'Er zijn veel gebeurtenissen doorzocht en nog niet het hele logboek. Ga verder, of verklein de periode.',
  'audit.go-on': 'Verder zoeken',
  'audit.older': 'Oudere gebeurtenissen',
  'audit.when': 'Wanneer',
  'audit.place': 'Plaats',
  'audit.no-place': 'nog niet, binnen enkele seconden',
  'audit.erased': 'gewist',
  'audit.verify-shown': 'Verifiëren wat hier staat',
  'audit.n-proved': 'Bewezen onder de ondertekende kop van {size}: {n}.',
  'audit.n-erased': 'Gewist, en het logboek zegt het: {n}.',
  'audit.n-wait': 'Te nieuw om ondertekend te zijn: {n}. Probeer het over een minuut opnieuw.',
  'audit.n-bad':
    'NIET zoals ondertekend: {n}. Zie de gemarkeerde rijen en verifieer het hele logboek.',
  'audit-verdict.proved': 'bewezen',
  'audit-verdict.waits': 'nog niet ondertekend',
  'audit-verdict.erased': 'gewist, zoals het logboek zegt',
  'audit.event': 'Gebeurtenis',
  'audit.what': 'Wat er is gedaan',
  'audit.role': 'In welke rol',
  'audit.detail': 'Bijzonderheden',
  'audit.id': 'Nummer',
  'audit.proof': 'Bewijs',
  'audit.no-proof':
    'Nog geen ondertekende kop dekt deze gebeurtenis. Dat duurt hooguit een minuut; dan is er een bewijs.',
  'audit.proof-broken':
    'Er is geen bewijs: hashes van de boom ontbreken. Bewaar wat u hebt en verifieer het hele logboek.',
  'audit.proof-means':
    'De gebeurtenis heeft plaats {index} in het logboek. De kop hieronder is ondertekend voor {size} gebeurtenissen; de hashes leiden van deze gebeurtenis naar die kop.',
  'audit.commitment': 'Vastlegging van wie het was en van de bijzonderheden',
  'audit.signed-head': 'De ondertekende kop',
  'audit.path-of-hashes': 'Hashes van de gebeurtenis tot de kop: {n}',
  'audit.verify-event': 'Nu verifiëren',
  'audit.download-proof': 'Bewijs downloaden',
  'audit.event-proved':
    'Zojuist geverifieerd: de gebeurtenis is wat is ondertekend, met wie het was en de bijzonderheden, onder de kop van {size}.',
  'audit.event-erased':
    'Zojuist geverifieerd: de gebeurtenis staat in het logboek, onder de kop van {size}. Wie het was en de bijzonderheden zijn gewist, en het logboek zegt het.',
  'audit.event-waits': 'Ze is te nieuw. Probeer het over een minuut opnieuw.',
  'audit.event-bad':
    'Dit is niet wat is ondertekend. Bewaar wat u hebt en verifieer het hele logboek.',
  'audit.how-without-us': 'Zo controleert u het zonder deze dienst',
  'audit.proof-says':
    'Het bestand bevat alles wat nodig is om het te controleren. Wie de sleutel van het logboek heeft, heeft niets anders nodig, op welke machine ook:',
  'audit.proof-opens':
    'Het bestand zegt wie het was, met de bijzonderheden en het salt waaronder beide zijn vastgelegd. Wie het heeft, kan dat voorgoed aantonen, ook als het hier wordt gewist: geef het alleen aan wie het nodig heeft. Zonder het onderdeel “opening” noemt het niemand en bewijst het nog steeds de gebeurtenis.',
  'audit.proof-of-event': 'Het bewijst dat de gebeurtenis in het logboek staat, en meer niet.',
  'audit-left-out.erased': 'Het bestand laat weg wie het was en de bijzonderheden: ze zijn gewist.',
  'audit-left-out.second-asked':
    'Uw tweede oordeel over deze treffer wordt gevraagd. Tot u het hebt gegeven, laat uw bestand weg wie het was en de bijzonderheden.',
  'audit-left-out.salt-unreadable':
    'Het bestand laat weg wie het was en de bijzonderheden: hun salt is niet leesbaar. Verifieer de gebeurtenis.',
  'audit.key-by-another-way':
    'Vergelijk de sleutel met die welke u langs een andere weg dan deze pagina kreeg.',
  'audit.heads-lead':
    'Hooguit 30 seconden nadat er iets is gedaan, worden omvang en wortel van het logboek ondertekend. Wie zo’n kop bewaart, kan later zien of daarvóór iets is gewijzigd.',
  'audit.well': 'Het logboek is ondertekend en loopt door',
  'audit.signed-size': 'Ondertekende gebeurtenissen',
  'audit.oldest-unsigned': 'Oudste nog niet ondertekende gebeurtenis',
  'audit.sequencer': 'Ondertekenaar laatst gehoord',
  'audit.never': 'nooit',
  'audit.witnessed': 'Door een getuige ondertekend tot',
  'audit.timestamped': 'Van tijdstempel voorzien tot',
  'audit.nobody': 'niets; er is er geen ingesteld, of geen heeft geantwoord',
  'audit.no-heads':
    'Er is nog niets ondertekend. De eerste kop komt binnen een minuut na de eerste gebeurtenis.',
  'audit.signed-at': 'Ondertekend',
  'audit.size': 'Gebeurtenissen',
  'audit.root': 'Wortel',
  'audit.witnesses': 'Getuigen',
  'audit.stamps': 'Tijdstempels',
  'audit.holds': 'klopt',
  'audit.gap': 'gat: een gebeurtenis wachtte {time}',
  'audit.verify-heads': 'Deze koppen verifiëren',
  'audit.heads-hold':
    'Zojuist geverifieerd: elke kop is door het logboek ondertekend en is het begin van de volgende. Koppen: {n}.',
  'audit.heads-bad':
    'Koppen die niet kloppen: {n}. Zie de gemarkeerde rijen en verifieer het hele logboek.',
  'audit.download-head': 'Nieuwste kop downloaden',
  'audit.older-heads': 'Oudere koppen',
  'audit.key-of-log': 'De sleutel van het logboek',
  'audit.key-how':
    'Met dit woord verifieert iedereen koppen, bewijzen en exports. Laat het één keer langs een andere weg bevestigen en bewaar het.',
  'audit.whole-lead':
    'Leest elke gebeurtenis opnieuw: het blad, de vastlegging, elke hash, elke kop met haar handtekeningen, het bestand van de ondertekenaar, en getuige en tijdstempels waar die er zijn. Een miljoen gebeurtenissen duurt ongeveer een minuut en stoort niemand.',
  'audit.start': 'Het hele logboek verifiëren',
  'audit.waiting': 'Wacht op het auditproces. Het begint binnen enkele seconden.',
  'audit.running': '{n} van {total} gebeurtenissen',
  'audit.results': 'Resultaten',
  'audit.no-results': 'Nog niemand heeft hier het hele logboek geverifieerd.',
  'audit.unaltered': 'Niet gewijzigd',
  'audit.altered': 'GEWIJZIGD',
  'audit.failed': 'Kon niet worden afgemaakt',
  'audit.at-event': 'Bij gebeurtenis {n}',
  'audit.at-events': 'Ergens van gebeurtenis {n} tot {to}',
  'audit.read-well': 'Gelezen en in orde bevonden: gebeurtenissen {n}, koppen {heads}.',
  'audit.signed-up-to': 'Ondertekend tot gebeurtenis {n}.',
  'audit.compared': 'Vergeleken met:',
  'audit-compared.database': 'de databank',
  'audit-compared.signer-file': 'het bestand van de ondertekenaar',
  'audit-compared.witness': 'de getuige',
  'audit-compared.timestamp': 'tijdstempels',
  'audit-done.ended': 'De verificatie is afgelopen. Zie het resultaat hieronder.',
  'audit.take-along': 'Meenemen',
  'audit.export-how':
    'Eén bestand met het hele logboek tot de nieuwste kop: codes, nummers en vastleggingen. Het noemt niemand en heeft geen bijzonderheden. Controleer het waar deze dienst niet bij kan:',
  'audit.download-export': 'Logboek downloaden',
  'audit.what-proves': 'Wat elk bewijst',
  'audit.proves-event': 'Het bewijs van een gebeurtenis',
  'audit.proves-event-how':
    'Deze gebeurtenis staat in het logboek waarvoor de kop is ondertekend, met deze persoon en bijzonderheden als het bestand ze heeft. Over andere gebeurtenissen zegt het niets.',
  'audit.proves-head': 'Een ondertekende kop die u hebt bewaard',
  'audit.proves-head-how':
    'Daarvóór is niets gewijzigd, weggenomen, toegevoegd of verplaatst sinds u hem kreeg. Bewaar er elke dag een waar de systeembeheerder niet bij kan.',
  'audit.proves-whole': 'Alles verifiëren',
  'audit.proves-whole-how':
    'Elke gebeurtenis is wat is ondertekend, en elke kop is het begin van de volgende. Een logboek dat met de echte sleutel opnieuw is geschreven en ondertekend, ziet het niet; elders bewaarde koppen wel.',
  'audit.proves-witness': 'Een getuige',
  'audit.proves-witness-how':
    'Iemand buiten heeft het logboek tot daar gezien en ondertekent niets dat het tegenspreekt.',
  'audit.proves-stamp': 'Een tijdstempel',
  'audit.proves-stamp-how':
    'De kop bestond op dat moment, wat er sindsdien ook met de sleutel van het logboek is gebeurd.',
  'audit.proves-export': 'De export',
  'audit.proves-export-how':
    'Hetzelfde als alles verifiëren, op uw eigen machine, met een sleutel die u langs een andere weg kreeg. Persoon en bijzonderheden blijven hier.',
  'audit-finding.entry-missing': 'een gebeurtenis ontbreekt',
  'audit-finding.entry-altered': 'de gebeurtenis is niet wat de boom op haar plaats heeft',
  'audit-finding.entry-unreadable': 'wat op de plaats van een gebeurtenis staat, is er geen',
  'audit-finding.entry-not-signed':
    'gebeurtenissen zijn niet ondertekend hoewel ze niet meer nieuw zijn',
  'audit-finding.clear-fields-altered': 'wie het deed of de bijzonderheden zijn gewijzigd',
  'audit-finding.salt-unreadable':
    'de salt is gewijzigd, of de sleutel van de dienst is een andere',
  'audit-finding.erasure-untold': 'een gebeurtenis is gewist en het logboek zegt het niet',
  'audit-finding.erased-written': 'in een gewiste gebeurtenis is iets geschreven',
  'audit-finding.event-time': 'de tijd van een gebeurtenis past niet bij de kop die haar heeft',
  'audit-finding.tile-missing': 'hashes van de boom ontbreken',
  'audit-finding.tile-altered': 'hashes van de boom passen niet bij de gebeurtenissen',
  'audit-finding.checkpoint-missing': 'er is geen ondertekende kop',
  'audit-finding.checkpoint-unreadable': 'een kop is onleesbaar',
  'audit-finding.checkpoint-other-key': 'een kop is met een andere sleutel ondertekend',
  'audit-finding.checkpoint-signature': 'de handtekening van een kop klopt niet',
  'audit-finding.checkpoint-root': 'de gebeurtenissen zijn niet die welke zijn ondertekend',
  'audit-finding.checkpoint-time': 'een kop is ouder dan de vorige',
  'audit-finding.cosignature-invalid': 'wat een getuige heeft ondertekend, klopt niet',
  'audit-finding.cosignature-missing': 'geen kop is door de getuige ondertekend',
  'audit-finding.timestamp-invalid': 'een tijdstempel klopt niet',
  'audit-finding.anchor-root':
    'de gebeurtenissen zijn niet die van het bestand van de ondertekenaar',
  'audit-finding.log-shorter': 'het logboek eindigt vóór wat is ondertekend',
  'audit-trouble.audit-log-shrank':
    'Het logboek heeft minder gebeurtenissen dan er zijn ondertekend: de databank is teruggezet. Zet een nieuwere back-up terug.',
  'audit-trouble.audit-log-rewritten':
    'Het logboek is geen vervolg op wat is ondertekend. Verifieer alles: dat zegt waar.',
  'audit-trouble.audit-tree-broken':
    'Rijen en hashes passen niet bij elkaar. Verifieer alles: dat zegt waar.',
  'audit-trouble.audit-kept-head-missing':
    'Het bestand van de ondertekenaar is weg. De systeembeheerder zet een kopie terug.',
  'audit-trouble.audit-kept-head-unreadable':
    'Het bestand van de ondertekenaar is gewijzigd. De systeembeheerder zet een kopie terug.',
  'audit-trouble.audit-stands-still':
    'Het auditproces is twee minuten niet gehoord. De systeembeheerder start het.',
  'audit-trouble.audit-behind': 'Gebeurtenissen wachten langer dan twee minuten op ondertekening.',
  'audit-trouble.audit-witness': 'De getuige ondertekende de laatste keer niet.',
  'audit-trouble.audit-timestamp': 'De tijdstempeldienst antwoordde de laatste keer niet.',
  'problem.audit-verification-runs': 'Er loopt een verificatie. Wacht tot ze is afgelopen.',
  'problem.audit-not-signed': 'Er is nog niets ondertekend. Probeer het over een minuut opnieuw.',
}
