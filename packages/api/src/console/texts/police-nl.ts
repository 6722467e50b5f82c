import type { policeEn } from './police-en.ts'

export const policeNl: Record<keyof typeof policeEn, string> = {
  'lists.hand-in': 'Een bestand indienen',
  'lists.open-new': 'Een lijst openen',
  'hand-in.title': 'Een hashlijst indienen',
  'hand-in.promise':
    'Het bestand bevat hashes, nooit afbeeldingen. Geen afbeelding mag uw machine verlaten: maak de hashes daar, met “nightlight hash” of uw eigen programma.',
  'hand-in.negative':
    'Deze lijst noemt wat als onschuldig bekend is. Wat u hier indient, houdt afbeeldingen ervan af een treffer te zijn, ook bij andere lijsten; er wordt nooit iets van verwijderd.',
  'hand-in.signed-only':
    'Uw autoriteit aanvaardt alleen ondertekende bestanden, en een browser kan niet ondertekenen. Dien het in met “nightlight lists submit”.',
  'hand-in.next': 'Wat er daarna gebeurt',
  'hand-in.next-map': 'U zegt wat de categorieën van het bestand hier betekenen.',
  'hand-in.next-look': 'U ziet wat nieuw, bekend of geweigerd is, en waarom. Er telt nog niets.',
  'hand-in.next-second': 'Een tweede politieambtenaar of een supervisor activeert ze.',
  'hand-in.officer-hint': 'Wie er bij uw autoriteit voor instaat. Versleuteld bewaard.',
  'hand-in.expires-hint': 'Leeg gelaten telt het tot iemand het beëindigt.',
  'hand-in.reading': 'Hoe het bestand gelezen wordt',
  'hand-in.algorithm': 'Algoritme van regels die het hunne niet noemen',
  'hand-in.algorithm-none': 'elke regel noemt het zijne',
  'hand-in.columns': 'Kolommen van een CSV-bestand',
  'hand-in.columns-hint':
    'Eén per regel, waar de kop niet bekend is: Image hash = sha256. Ook md5, sha1, pdq, blockhash, category en reference.',
  'hand-in.file': 'Bestand met hashes',
  'hand-in.drop': 'Of sleep het hierheen.',
  'hand-in.file-hint':
    '{formats} of gewone regels; ook gecomprimeerd met gzip of zstd. Tot {gib} GiB.',
  'hand-in.send': 'Indienen',
  'hand-in.try': 'Eerst proberen, niets bewaren',
  'hand-in.try-hint':
    'Een proef aanvaardt bestanden tot 1 GiB. Indienen zet alleen klaar: er telt niets voor een tweede persoon het heeft geactiveerd.',
  'problem.file-is-picture':
    'Dit bestand is een afbeelding; er is niets van bewaard. Maak hashes met “nightlight hash” op uw machine; geen afbeelding mag die verlaten.',
  'problem.file-is-video':
    'Dit bestand is een video; er is niets van bewaard. Maak hashes met “nightlight hash” op uw machine; geen afbeelding mag die verlaten.',
  'problem.file-is-archive':
    'Dit bestand is een archief; er is niets van bewaard. Maak hashes met “nightlight hash” op uw machine; geen afbeelding mag die verlaten.',
  'problem.file-is-document':
    'Dit bestand is een document; er is niets van bewaard. Maak hashes met “nightlight hash” op uw machine; geen afbeelding mag die verlaten.',
  'problem.form-malformed':
    'Het bestand kwam niet volledig aan. Kies het opnieuw en verstuur het nog eens.',
  'problem.uploads-busy': 'Er komen andere bestanden binnen. Probeer over een minuut opnieuw.',
  'problem.file-too-large':
    'Het bestand is langer dan hier aanvaard wordt. Dien het in als meerdere bestanden.',
  'problem.upload-cut':
    'De verbinding is verbroken. Wat aankwam blijft bewaard: verstuur hetzelfde bestand opnieuw, en het gaat daar verder.',
  'problem.upload-stalled':
    'De verbinding is verbroken. Wat aankwam blijft bewaard: verstuur hetzelfde bestand opnieuw, en het gaat daar verder.',
  'problem.submission-being-received':
    'Dit bestand komt al binnen. Werd dat afgebroken, verstuur het dan over enkele seconden opnieuw.',
  'problem.submission-file-differs':
    'Dit is niet het bestand waarmee begonnen werd. Verstuur hetzelfde, of gooi de begonnen inzending weg.',
  'problem.signature-required':
    'Uw autoriteit aanvaardt alleen ondertekende bestanden, en een browser kan niet ondertekenen. Dien het in met “nightlight lists submit”.',
  'problem.list-withdrawn': 'Deze lijst is ingetrokken. Dien het bestand in bij een andere.',
  'problem.list-expired': 'Deze lijst is verlopen. Dien het bestand in bij een andere.',
  'problem.list-terms-differ':
    'Er is al een lijst met deze naam en andere voorwaarden. Kies een andere naam.',
  'problem.columns-invalid':
    'Regel {n} van de kolommen zegt niet wat een kolom bevat. Het is de kop van de kolom, = en een van deze woorden: {words}.',
  'problem.expiry-invalid':
    '“Telt tot” vraagt een dag die nog niet voorbij is, geschreven als 2030-12-31. Geef vandaag of een latere dag op, of laat het leeg.',
  'problem.countries-invalid':
    'Een land is twee letters: BE. Zet komma’s tussen meerdere, zoals BE, NL; leeg is overal.',
  'open-list.title': 'Een hashlijst openen',
  'open-list.what':
    'Een lijst bevat wat voor hetzelfde doel in dezelfde landen gebruikt mag worden. Dat verandert achteraf niet meer.',
  'open-list.name': 'Naam, zonder adressen of hashes',
  'open-list.class-hint': 'Wat de vermeldingen zijn als het bestand geen categorieën heeft.',
  'open-list.countries-hint':
    'Waar ze gebruikt mag worden, zoals BE, NL; overal als dit leeg blijft.',
  'open-list.negative': 'Ze noemt wat als onschuldig bekend is',
  'open-list.open': 'De lijst openen',
  'tried.title': 'Wat het bestand zou opleveren',
  'tried.kept': 'Geprobeerd. Er is niets van bewaard.',
  'tried.hand-in': 'Het indienen',
  'tried.columns-read': 'Gelezen kolommen',
  'tried.columns-dropped': 'Niet gelezen kolommen',
  'tried.columns-how':
    'Wat in een niet gelezen kolom staat, wordt niet overgenomen. Zeg onder “{reading}” wat het is om ze te laten lezen, zoals reference = reference voor het nummer van uw eigen systeem.',
  'tried.refusals': 'De eerste geweigerde regels, hoogstens {n}',
  'tried.place': 'Plaats in het bestand',
  'done.staged': 'Het bestand is binnen. Er telt nog niets van.',
  'mapping.title': 'Wat de categorieën betekenen',
  'mapping.codes': 'Codes van de bron',
  'mapping.lead':
    'Dezelfde code betekent in andere landen iets anders. Zeg van elke wat ze hier is; er telt niets voor dat gebeurd is, en tot iemand activeert kunt u het wijzigen.',
  'mapping.code': 'Code',
  'mapping.none': 'zonder code',
  'mapping.other': 'wat geen code kan zijn',
  'mapping.rows': 'Rijen',
  'mapping.samples': 'Vermeldingen, bijvoorbeeld',
  'mapping.known-only': 'alle bekend in de lijst',
  'mapping.class': 'Is hier',
  'mapping.choose': 'te kiezen',
  'mapping.skip': 'weglaten',
  'mapping.as-default':
    'Zodra dit bestand geactiveerd is, ook als betekenis van deze codes nemen in latere bestanden van {authority}',
  'mapping.save': 'Bewaren',
  'mapping.saved-needed':
    'Bewaard. Codes hebben nog geen betekenis: zeg van elk wat het hier is. Niemand kan het eerder activeren.',
  'mapping.saved-again': 'Bewaard. Zo kan niemand het activeren.',
  'mapping.result': 'Wat dit oplevert',
  'mapping.open': 'nog te zeggen',
  'mapping.as-earlier': 'zoals in een eerder bestand',
  'mapping.staged-as': 'eerder: {class}',
  'mapping.needed': 'Voor het geactiveerd kan worden, zegt iemand wat de codes erin betekenen.',
  'mapping.said': 'De codes erin hebben een betekenis; ze kan nog gewijzigd worden.',
  'mapping.go': 'Zeggen wat de codes betekenen',
  'mapping.look': 'De codes bekijken',
  'done.mapped': 'Bewaard. Zo telt het zodra het geactiveerd is.',
  'problem.mapping-needed': 'Iemand zegt eerst wat de codes erin betekenen.',
  'problem.mapping-changed': 'Iemand anders heeft het intussen gewijzigd. Bekijk het opnieuw.',
  'problem.edition-outdated':
    'Intussen is iets van deze lijst geactiveerd, en deze editie zou ook dat vervangen. Zie hieronder wat nu niet meer telt.',
  'problem.mapping-unseen':
    'Eerst moet gezien zijn wat de codes erin betekenen. Het staat hieronder.',
  'revoke-list.title': 'Deze lijst intrekken?',
  'revoke-list.what':
    'Alles ervan telt meteen en voorgoed niet meer. Verwijderingen die op niets anders steunen worden gesloten, en verzonden kennisgevingen worden teruggenomen.',
  'revoke-list.do': 'De lijst intrekken',
  'revoke-list.done': 'De lijst is ingetrokken. Er telt niets meer van.',
  'entry.title': 'Een vermelding van een lijst',
  'entry.find': 'Een vermelding zoeken',
  'entry.find-hint':
    'Met zijn id, of met het nummer dat uw eigen systeem het in het bestand gaf. Nooit met een hash.',
  'entry.find-label': 'Id of nummer',
  'entry.state': 'Toestand',
  'entry.id': 'Vermelding',
  'entry-state.counts': 'telt',
  'entry-state.waiting': 'telt nog niet',
  'entry-state.over': 'telt niet meer: de einddatum van het bestand of de lijst is voorbij',
  'entry-state.ended': 'telt niet meer: het bestand of de lijst is beëindigd',
  'entry-state.suspended': 'opgeschort',
  'entry-state.revoked': 'herroepen',
  'entry.rests-over':
    'Deze vermelding telt niet meer. Verwijderingen die op niets anders rusten, worden afgesloten.',
  'entry.namesakes': 'Andere vermeldingen met hetzelfde nummer',
  'entry.namesakes-stand':
    'In deze lijst {n|heeft|hebben} {n} andere {n|vermelding|vermeldingen} hetzelfde nummer en {n|is ze|zijn ze} niet herroepen: andere hashes van dezelfde afbeelding, of een andere afbeelding uit een bestand dat opnieuw genummerd werd. Elk wordt apart herroepen.',
  'entry.namesakes-revoked': 'Ze zijn allemaal herroepen.',
  'entry.revoke': 'Deze vermelding herroepen',
  'entry.revoke-what':
    'Ze telt meteen en voorgoed niet meer, ook voor wat later bij deze lijst wordt ingediend. Verwijderingen die op niets anders steunen worden gesloten, en verzonden kennisgevingen worden teruggenomen.',
  'entry.revoke-what-negative':
    'Ze telt meteen en voorgoed niet meer, ook voor wat later bij deze lijst wordt ingediend. Wat ze ervan afhield een treffer te zijn, kan bij andere lijsten weer een treffer zijn.',
  'entry.revoked': 'Herroepen. Ze telt niet meer.',
  'problem.entry-not-in-list': 'Deze lijst heeft zo’n vermelding niet.',
  'lists.manage': 'Deze lijst',
  'nav.hand-overs': 'Overdrachten',
  'hand-overs.title': 'Aan u overgedragen',
  'hand-overs.waiting': 'nog niet ontvangen',
  'hand-overs.unanswered': 'wacht op uw akkoord',
  'hand-overs.waits': '{n} {n|zaak wacht|zaken wachten} op uw akkoord',
  'hand-overs.received': 'ontvangen',
  'hand-overs.which': 'Welke overdrachten',
  'hand-overs.none-waiting':
    'Er wacht niets op u. Wat het meldpunt aan uw autoriteit overdraagt verschijnt hier, het oudste eerst.',
  'hand-overs.none-unanswered': 'Geen zaak van wat u hebt, wacht op uw akkoord.',
  'hand-overs.none-received': 'Er is nog niets ontvangen.',
  'hand-overs.unbound':
    'Er komen geen overdrachten bij uw autoriteit binnen. De systeembeheerder zegt welke autoriteit achter de mailbox van de politie staat.',
  'hand-overs.reference': 'Kenmerk',
  'hand-overs.at': 'Overgedragen',
  'hand-overs.cases': 'Zaken',
  'hand-overs.received-at': 'Ontvangen',
  'hand-overs.older': 'Latere',
  'hand-over.title': 'Overdracht {reference}',
  'hand-over.host': 'Host',
  'hand-over.country': 'Land',
  'hand-over.state': 'Toestand',
  'hand-over.word': 'Uw akkoord',
  'hand-over.addresses': 'De exacte adressen staan in de e-mail met dit kenmerk, niet hier.',
  'hand-over.receive': 'Als ontvangen markeren',
  'hand-over.receive-what': 'Het meldpunt ziet dat uw autoriteit het heeft, en sinds wanneer.',
  'hand-over.own-reference': 'Uw eigen dossiernummer, als er een is',
  'hand-over.authorise': 'De kennisgeving aan de aanbieder toestaan',
  'hand-over.authorise-what':
    'De aanbieder van elke zaak die erop wacht wordt dan ingelicht en haalt de inhoud weg. Doe dit zodra het onderzoek heeft wat het nodig heeft. Het kan niet ongedaan gemaakt worden.',
  'hand-over.then-word': 'Daarna zegt u hier of de aanbieder ingelicht mag worden.',
  'hand-over.waiting': 'wacht op uw akkoord',
  'hand-over.done-received': 'Als ontvangen gemarkeerd.',
  'hand-over.done-numbered': 'Uw dossiernummer is genoteerd.',
  'hand-over.done-other-number':
    'Ze heeft al een ander dossiernummer, van een collega: zie hieronder. Het uwe werd niet bewaard.',
  'hand-over.add-number': 'Nummer toevoegen',
  'hand-over.done-authorised': 'Uw akkoord is genoteerd. De aanbieders worden nu ingelicht.',
  'problem.hand-over-nothing-waits': 'Geen zaak ervan wacht nog op uw akkoord.',
  'problem.hand-over-not-received': 'Markeer ze eerst als ontvangen.',
  'hand-over.own-number': 'Uw dossiernummer',
  'hand-overs.all': 'Alle overdrachten',
  'event.notice-allowed': 'Kennisgeving aan de host toegestaan',
  'problem.hand-over-not-found': 'Uw autoriteit heeft zo’n overdracht niet.',
  'mapping.again':
    'Een code wordt weggelaten, of niet meer. Dat gebeurt alleen bij het lezen: dien hetzelfde bestand opnieuw in, en gooi dit weg.',
  'mapping.skip-hint':
    'Wat weggelaten moet worden, wordt dat alleen bij het lezen. Bewaar het, en dien dit bestand opnieuw in: het wordt dan gelezen volgens wat hier gezegd is.',
  'mapping.no-codes': 'Het bestand heeft geen codes. Alles heeft de klasse van de lijst.',
  'mapping.back': 'Terug naar de inzending',
  'mapping.said-by': 'Betekenis van de codes door, hier of in eerdere bestanden',
  'lists.withdrawn-at': 'Ingetrokken',
  'entry.matched-at': 'Treffer',
}
