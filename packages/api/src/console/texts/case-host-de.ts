import type { caseHostEn } from './case-host-en.ts'

export const caseHostDe: Record<keyof typeof caseHostEn, string> = {
  'host-form.open': 'Angeben, wo es liegt',
  'host-form.title': 'Hostinganbieter und Land',
  'host-form.corrected': 'Berichtigt',
  'host-form.country-title': 'Angeben, in welchem Land es liegt',
  'host-form.country-how':
    'Wenn die Quellen einander widersprechen oder sich irren. Ihre Angabe geht vor, und der weitere Weg richtet sich nach ihr. Eine spätere Angabe tritt an ihre Stelle; das Protokoll bewahrt beide, mit Ihrem Namen.',
  'host-form.country': 'Land, in zwei Buchstaben (NL, BE)',
  'host-form.say-country': 'Es liegt in diesem Land',
  'host-form.origin-title': 'Die Adresse hinter einem Verteilnetz nennen',
  'host-form.origin-how':
    'Wenn der Hostinganbieter antwortet, dass er den Inhalt nur weitergibt, und den Server nennt. Wer diese Adresse hostet, wird von da an benachrichtigt.',
  'host-form.origin': 'IP-Adresse des Servers',
  'host-form.say-origin': 'Es liegt an dieser Adresse',
  'done.host-country-said': 'Festgehalten. Der Weg wird nun nach diesem Land geprüft.',
  'done.host-origin-said': 'Festgehalten. Der Hostinganbieter dieser Adresse wird nun gesucht.',
  'problem.invalid-country':
    'Ein Land besteht aus zwei Buchstaben, etwa NL oder BE. Berichtigen Sie es.',
  'problem.invalid-origin':
    'Das ist keine IP-Adresse. Geben Sie die Nummer selbst an, etwa 192.0.2.7; keinen Namen, und nichts dahinter.',
  'problem.takedown-closed': 'Diese Entfernung ist abgeschlossen. Aus ihr folgt nichts mehr.',
  'host-form.reroute-title': 'Neu leiten',
  'host-form.reroute-how':
    'Für das Land, in dem es jetzt liegt, hat das Regelwerk einen anderen Plan. Damit geht der Fall von nun an diesen Weg: Wer benachrichtigt wurde, bekommt dasselbe nicht noch einmal, ein neuer Anbieter bekommt es wie beim ersten Mal, und jede Zeit des Falls bleibt. Das lässt sich nicht zurücknehmen. Stimmt das Land nicht, geben Sie stattdessen das richtige an.',
  'host-form.reroute': 'Neu leiten',
  'done.routed-anew': 'Wird neu geleitet. Was folgt, geschieht von selbst.',
  'problem.takedown-withdraw-route-impossible':
    'Der Fall lässt sich nicht neu leiten: Er ist angehalten, bestritten, verschwunden oder abgeschlossen, oder jemand wurde benachrichtigt und er liegt nicht in einem Land mit anderem Plan.',
  'problem.notice-under-way':
    'Eben wird eine Benachrichtigung gesendet. Versuchen Sie es wieder, wenn sie hinaus ist.',
}
