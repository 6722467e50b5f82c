import type { caseHostEn } from './case-host-en.ts'

export const caseHostNl: Record<keyof typeof caseHostEn, string> = {
  'host-form.open': 'Zeggen waar het staat',
  'host-form.title': 'Hostingaanbieder en land',
  'host-form.corrected': 'Gecorrigeerd',
  'host-form.country-title': 'Zeggen in welk land het staat',
  'host-form.country-how':
    'Als de bronnen het niet eens zijn of het mis hebben. Wat u zegt gaat voor, en de route richt zich ernaar. Wat u later zegt komt ervoor in de plaats; het logboek bewaart beide, met uw naam.',
  'host-form.country': 'Land, in twee letters (NL, BE)',
  'host-form.say-country': 'Het staat in dit land',
  'host-form.origin-title': 'Het adres achter een distributienetwerk noemen',
  'host-form.origin-how':
    'Als de hostingaanbieder antwoordt dat hij de inhoud alleen doorgeeft, en de server noemt. Wie dat adres host, krijgt vanaf dan de kennisgevingen.',
  'host-form.origin': 'IP-adres van de server',
  'host-form.say-origin': 'Het staat op dit adres',
  'done.host-country-said': 'Bewaard. De route wordt nu naar dit land bekeken.',
  'done.host-origin-said': 'Bewaard. De hostingaanbieder van dat adres wordt nu opgezocht.',
  'problem.invalid-country':
    'Een land bestaat uit twee letters, bijvoorbeeld NL of BE. Verbeter het.',
  'problem.invalid-origin':
    'Dit is geen IP-adres. Geef het nummer zelf, bijvoorbeeld 192.0.2.7; geen naam, en niets erachter.',
  'problem.takedown-closed': 'Deze verwijdering is gesloten. Er volgt niets meer uit.',
  'host-form.reroute-title': 'Opnieuw routeren',
  'host-form.reroute-how':
    'Voor het land waar het nu staat heeft het beleid een ander plan. Hiermee gaat het vanaf nu die weg: wie bericht heeft gehad krijgt niet nog eens hetzelfde, een nieuwe hostingaanbieder krijgt het als voor het eerst, en elke tijd van de zaak blijft. Het kan niet worden teruggenomen. Klopt het land niet, zeg dan welk land het is.',
  'host-form.reroute': 'Opnieuw routeren',
  'done.routed-anew': 'Wordt opnieuw gerouteerd. Wat volgt, gaat vanzelf.',
  'problem.takedown-withdraw-route-impossible':
    'Opnieuw routeren kan niet: de zaak is aangehouden, betwist, verdwenen of gesloten, of iemand heeft bericht gehad en zij staat niet in een land met een ander plan.',
  'problem.notice-under-way':
    'Er wordt net een kennisgeving verzonden. Probeer het opnieuw als die weg is.',
}
