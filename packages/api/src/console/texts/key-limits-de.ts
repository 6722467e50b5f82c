import type { keyLimitsEn } from './key-limits-en.ts'

export const keyLimitsDe: Record<keyof typeof keyLimitsEn, string> = {
  'key-limits.title': 'Beschränken',
  'key-limits.how':
    'Wer den Schlüssel findet, kann damit alles, was er darf, von überall, wo er angenommen wird. Geben Sie ihm nur, was das Programm braucht.',
  'key-limits.scopes': 'Was er darf',
  'key-limits.scopes-how':
    'Nichts angekreuzt: alles, was die Rolle darf, auch was sie später bekommt. Sobald etwas angekreuzt ist, darf er das und nichts sonst.',
  'key-limits.networks': 'Von wo er angenommen wird',
  'key-limits.networks-how':
    'Adressen oder Netze, eines je Zeile, höchstens 32; leer: von überall. Von anderswo wird der Schlüssel abgelehnt, und das Protokoll sagt es. Ein Programm, das umzieht, braucht einen anderen.',
  'key-limits.may': 'Damit darf ein Programm:',
  'key-limits.may-not': 'Von seiner Rolle darf er nicht',
  'key-limits.from': 'Er wird angenommen von:',
  'problem.scope-invalid': 'Kreuzen Sie nur an, was die gewählte Rolle darf.',
  'problem.network-invalid': 'Schreiben Sie Adressen oder Netze wie 192.0.2.0/24, höchstens 32.',
  'permission.report:submit': 'eine Adresse melden',
  'permission.report:read': 'sehen, was aus Meldungen wurde, und weiter suchen lassen',
  'permission.report:work':
    'zu einer Meldung notieren, sie zusammenführen, ihre Adresse zeigen lassen',
  'permission.match:read': 'Treffer sehen',
  'permission.match:decide':
    'einen Treffer bestätigen oder verwerfen, und sagen, wohin ein Löschverfahren geht',
  'permission.exposure:read':
    'sehen, wie lange jeder in den letzten 24 Stunden Fälle angesehen hat',
  'permission.assessment:give': 'ein zweites Urteil geben, ohne das erste zu kennen',
  'permission.assessment:settle':
    'zwischen zwei Urteilen entscheiden, und sagen, wie oft danach gefragt wird',
  'permission.takedown:read': 'Löschverfahren, ihre Prüfungen und Nachweise sehen',
  'permission.notice:read': 'Mitteilungen sehen und wie sie übergeben wurden',
  'permission.notice:reply': 'eine Mitteilung beantworten; ein Anbieter seine eigenen',
  'permission.portal:use': 'sehen, was dem Anbieter gesagt wurde, und wie schnell er antwortete',
  'permission.reply:read': 'sehen, was auf Mitteilungen zurückkam, und Widersprüche',
  'permission.reply:handle': 'eine Antwort als erledigt kennzeichnen',
  'permission.dispute:decide': 'über einen Widerspruch entscheiden, zu zweit',
  'permission.provider:read': 'Anbieter und ihre Kontakte sehen',
  'permission.provider:propose': 'einen Kontakt eines Anbieters vorschlagen',
  'permission.provider:write': 'einen Anbieter ändern, einen Kontakt von jemand anderem genehmigen',
  'permission.list:read': 'Hashlisten und Einreichungen sehen; die Polizei ihre eigenen',
  'permission.list:write':
    'eine Hashliste öffnen und Dateien einreichen; die Polizei in ihre eigenen',
  'permission.list:activate': 'aktivieren, was jemand anderes einreichte',
  'permission.list:release': 'freigeben, was eine neue Liste in allem Früheren fand',
  'permission.list:revoke': 'Einträge, Einreichungen oder Listen aus dem Vergleich nehmen',
  'permission.entry:vote': 'über einen Eintrag abstimmen',
  'permission.lookup:ask': 'fragen, ob Hashes bekannt sind, als zugelassener Anbieter',
  'permission.lookup:grant':
    'vorschlagen und beenden, dass ein Anbieter fragen darf, und sehen, was daraus wurde',
  'permission.lookup:approve': 'genehmigen, dass ein Anbieter fragen darf',
  'permission.statistics:read': 'Zahlen sehen',
  'permission.takedown:hold': 'ein Löschverfahren für eine Ermittlung aussetzen',
  'permission.takedown:release': 'eine solche Aussetzung vorzeitig beenden',
  'permission.takedown:allow':
    'eintragen, dass Polizei oder ein Partner die Mitteilung an den Anbieter erlaubt',
  'permission.takedown:reroute': 'ein Löschverfahren einen anderen Weg nehmen lassen',
  'permission.takedown:step': 'sagen, dass ein Schritt außerhalb des Dienstes getan ist',
  'permission.case:export':
    'einen Fall an die Polizei geben: genaue Adressen, Hashes und Protokoll, signiert',
  'permission.hand-over:read': 'sehen, was der eigenen Behörde übergeben wurde',
  'permission.hand-over:answer':
    'sagen, dass die Behörde eine Übergabe hat und der Anbieter benachrichtigt werden darf',
  'permission.task:read': 'sehen, was auf einen Menschen wartet',
  'permission.task:do': 'eine Aufgabe nehmen und sagen, dass sie getan ist',
  'permission.policy:read': 'Regelwerke sehen',
  'permission.policy:write': 'ein Regelwerk entwerfen',
  'permission.policy:activate': 'ein Regelwerk von jemand anderem aktivieren',
  'permission.audit:read': 'das Protokoll lesen und beweisen',
  'permission.key:write': 'Schlüssel von Programmen erstellen und widerrufen',
  'permission.hook:write': 'sagen, wer über HTTP von Ereignissen erfährt, und Kanäle testen',
  'permission.service:read': 'sehen, wie es dem Dienst und seinen Kanälen geht',
  'permission.person:read': 'sehen, wer ein Konto hat',
  'permission.person:write': 'einladen, Rollen ändern, Konten beenden',
  'permission.retention:hold': 'eine rechtliche Sperre setzen, und die von jemand anderem aufheben',
  'permission.retention:run': 'sehen, was gelöscht würde, und es löschen lassen',
}
