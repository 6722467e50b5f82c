import type { portalWaysEn } from './portal-ways-en.ts'

export const portalWaysNl: Record<keyof typeof portalWaysEn, string> = {
  'nav.portal-ways': 'Wegen en contacten',
  'portal.ways': 'Hoe u bericht krijgt',
  'portal.ways-how':
    'Stel hier mailboxen en eindpunten voor. Elk telt zodra iemand van het meldpunt het heeft goedgekeurd, en gaat dan voor eerdere van zijn soort: niemand verandert alleen waar meldingen heen gaan.',
  'portal.mail': 'Mail',
  'portal.mail-how':
    'Meldingen gaan naar de eerste mailbox die telt, met het machinedeel (XARF) waar dat is afgesproken. Een test is een ondertekende mail daarheen, over geen enkele zaak.',
  'portal.no-mailbox': 'Er is geen mailbox bekend. Stel er een voor.',
  'portal.waits': 'wacht op het meldpunt',
  'portal.test-mail': 'Een testmail sturen',
  'portal.webhook': 'Webhook',
  'portal.webhook-how':
    'Elke melding gaat als JSON naar uw eindpunt, ondertekend volgens Standard Webhooks. U kunt een eindpunt proberen voordat het is goedgekeurd. Een test heeft het type notice.test en gaat over geen zaak.',
  'portal.webhook-url': 'Adres van uw eindpunt (https)',
  'portal.proposed-at': 'voorgesteld',
  'portal.by-you': 'door u voorgesteld',
  'portal.by-hotline': 'ingesteld door het meldpunt',
  'portal.test': 'Een test sturen',
  'portal.withdraw': 'Terugnemen',
  'portal.refused-mailboxes': 'Geweigerd, laatste 90 dagen',
  'portal.ended-ways': 'Geweigerd of beëindigd, laatste 90 dagen',
  'way-ended.refused': 'geweigerd',
  'way-ended.shut': 'gesloten',
  'way-ended.ended': 'beëindigd',
  'way-means.refused':
    'Het meldpunt heeft dit geweigerd, en er gaat niets heen. Vraag het na, of stel iets anders voor.',
  'way-means.shut':
    'Uw kant antwoordde HTTP {code}: er gaat niets meer heen, en meldingen gaan langs een andere weg van u of per mail. Herstel het, en stel het opnieuw voor of laat het meldpunt dat doen.',
  'way-means.ended': 'Het meldpunt heeft dit beëindigd, en er gaat niets meer heen.',
  'way-refusal.not-confirmed': 'Het meldpunt kon niet met u bevestigen dat deze server van u is.',
  'way-refusal.test-failed': 'Een test werd niet aangenomen.',
  'way-refusal.other-way': 'Er is met u een andere weg afgesproken.',
  'problem.proposal-settled':
    'Het voorstel is intussen goedgekeurd, geweigerd of teruggenomen. Vraag het meldpunt om te beëindigen wat in gebruik is.',
  'portal.tests': 'Tests',
  'portal.test-waits': 'Er loopt een test.',
  'portal.tried': 'Gevraagd',
  'portal.came-of-it': 'Wat het werd',
  'portal.under-way': 'loopt',
  'test-outcome.accepted': 'aangenomen',
  'test-outcome.deferred': 'uitgesteld',
  'test-outcome.turned-away': 'afgewezen',
  'test-outcome.in-doubt': 'afgebroken',
  'test-outcome.refused': 'geweigerd',
  'test-outcome.unsendable': 'niet verzonden',
  'test-means.accepted':
    'Uw kant heeft het aangenomen. Controleer of het aankwam waar mensen of programma’s het lezen.',
  'test-means.deferred':
    'Uw kant is onbereikbaar of vroeg het later te proberen. Een melding zou opnieuw geprobeerd worden.',
  'test-means.turned-away':
    'Uw kant antwoordde dat ze dit niet aanneemt. Een melding zou per mail gaan.',
  'test-means.in-doubt': 'De verbinding brak af. Misschien is het aangekomen.',
  'test-means.refused': 'De mailserver heeft het geweigerd.',
  'test-means.unsendable': 'Er is geen mailbox die telt.',
  'portal.no-status': 'geen status',
  'portal.to-fix': 'Te verhelpen:',
  'test-fix.unreached':
    'Controleer of de naam met een openbaar adres in de DNS staat, of de poort ons binnenlaat, en of het certificaat geldig is en met zijn keten komt.',
  'test-fix.cut-off':
    'Er was verbinding en er kwam geen status op tijd. Antwoord meteen 2xx, en verwerk het daarna.',
  'test-fix.redirect': 'Wij volgen geen omleiding. Stel het adres voor waar ze heen leidt.',
  'test-fix.kept-out':
    'Onze verzoeken dragen een handtekening en geen aanmelding. Laat ze binnen, en controleer de handtekening met het geheim van dit eindpunt.',
  'test-fix.path':
    'Er is niets op dit pad. Stel het juiste adres voor. Na 410 wordt er niets meer heen gestuurd.',
  'test-fix.method': 'Het eindpunt moet POST aannemen.',
  'test-fix.body':
    'Uw programma neemt de inhoud niet aan: JSON van het type notice.test, met xarf en addresses leeg. Antwoord 2xx op wat u niet kent.',
  'test-fix.later': 'Uw kant vroeg om een pauze. Laat onze verzoeken door, ondanks de limiet.',
  'test-fix.server':
    'Uw programma faalde, of een gateway ervoor. Het logboek zegt waarom, op dit tijdstip.',
  'test-fix.mail-later':
    'Kijk in het logboek van uw mailserver op dit tijdstip: een lijst van afzenders, greylisting of een volle mailbox houdt het op.',
  'test-fix.mail-refused':
    'Kijk in het logboek van uw mailserver op dit tijdstip, en laat mails van de afzender van onze meldingen binnen.',
  'portal.api': 'API',
  'portal.api-how':
    'Met een eigen sleutel lezen uw programma’s wat u gemeld is en beantwoorden ze dat. Vraag het meldpunt om een sleutel.',
  'portal.secret': 'Het geheim van uw eindpunt',
  'portal.secret-how':
    'Het wordt alleen nu getoond. Uw eindpunt controleert er de handtekening mee.',
  'portal-ways-done.tested': 'De test is gevraagd.',
  'portal-ways-done.webhook-proposed':
    'Het eindpunt is voorgesteld. Iemand van het meldpunt keurt het goed.',
  'portal-ways-done.webhook-made-before':
    'Het eindpunt is al voorgesteld, met een geheim dat niet nog eens wordt getoond. Als u het niet hebt, neem het voorstel terug en stel het opnieuw voor.',
  'portal-ways-done.withdrawn': 'Het voorstel is teruggenomen.',
  'portal-ways-done.contact-proposed':
    'De mailbox is voorgesteld. Iemand van het meldpunt keurt hem goed.',
  'problem.channel-not-found': 'Deze weg is er niet, of is niet van u.',
  'problem.channel-not-triable': 'Deze weg is niet te proberen met een bericht over geen zaak.',
  'problem.channel-tests-many': 'Hoogstens vijf tests per uur. Probeer het later.',
  'problem.portal-proposals-many':
    'Wat u eerder voorstelde, wacht op het meldpunt. Neem iets terug, of wacht.',
  'problem.portal-url-invalid':
    'Schrijf het hele adres, zoals https://hooks.hosting.example/notices.',
}
