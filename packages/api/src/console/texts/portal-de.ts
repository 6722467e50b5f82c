import type { portalEn } from './portal-en.ts'

export const portalDe: Record<keyof typeof portalEn, string> = {
  'nav.portal': 'Einträge',
  'portal.items': 'Was Ihnen gemeldet wurde',
  'portal.tick': 'Ankreuzen',
  'portal.tick-one': '{item} ankreuzen',
  'portal.tick-all': 'Alles auf dieser Seite ankreuzen',
  'portal.item': 'Eintrag',
  'portal.host': 'Host',
  'portal.told': 'Gemeldet',
  'portal.find': 'Kennzeichen oder Host',
  'portal.csv-of-these': 'Alle diese als CSV',
  'portal.age': 'Gemeldet vor',
  'portal.class': 'Art',
  'portal.any': 'Gleichgültig',
  'portal.all': 'Alle',
  'portal-state.open': 'Zu beantworten',
  'portal-state.answered': 'Beantwortet',
  'portal-state.removed': 'Entfernt',
  'portal-state.closed': 'Geschlossen',
  'portal.nothing-open': 'Nichts wartet auf Ihre Antwort.',
  'portal.none':
    'Keine solchen Einträge. Wählen Sie oben einen anderen Stand oder ein anderes Alter.',
  'portal.answer': 'Ihre Antwort',
  'portal.answer-ticked': 'Auf Angekreuztes antworten',
  'portal.answer-how':
    'Kreuzen Sie Einträge an, wählen Sie eine Antwort und prüfen Sie sie auf der nächsten Seite. Nichts wird gesendet, bevor Sie bestätigen.',
  'portal.answer-notice-how':
    'Was auf eine Antwort wartet, ist schon angekreuzt: Lassen Sie es so, um die ganze Meldung zu beantworten. Nichts wird gesendet, bevor Sie bestätigen.',
  'portal.preview': 'Antwort prüfen',
  'portal.preview-title': 'Vor dem Senden prüfen',
  'portal.preview-how':
    'Das wird über die Einträge unten gesagt. Was Sie entfernt nennen, wird jetzt erneut angesehen; ein Eintrag wird erst geschlossen, wenn unsere eigenen Prüfungen ihn nicht mehr finden.',
  'portal.confirm': 'Antwort senden',
  'portal.change': 'Ändern',
  'portal.next': 'Neuere Einträge',
  'portal.back': 'Alle Einträge',
  'portal.done-answered':
    'Ihre Antwort ist angekommen. Was Sie entfernt nennen, wird jetzt erneut angesehen.',
  'portal.done-answered-before':
    'Diese Antwort war schon angekommen. Nichts wurde doppelt gezählt.',
  'portal.done-count': '{count} Einträge beantwortet.',
  'portal.done-none-left':
    'Keiner davon wartet noch auf eine Antwort: Sie sind beantwortet oder weg.',
  'portal.see-answered': 'Ansehen, was beantwortet ist',
  'portal.preview-all': 'Eine Antwort für alle {count} prüfen, die diese Filter zeigen',
  'portal.preview-most': 'Eine Antwort für die ersten {count} davon prüfen',
  'portal.preview-first': 'Die ersten {shown} von {count} stehen unten; die Antwort gilt für alle.',
  'portal.preview-rest':
    'Es sind mehr als {count}: Beantworten Sie die übrigen danach auf dieselbe Weise.',
  'problem.portal-more-by-now':
    'Inzwischen warten mehr davon auf eine Antwort, als Ihnen gezeigt wurden. Nichts wurde gesendet: Prüfen Sie noch einmal.',
  'portal.kind': 'Schreiben',
  'portal-kind.provider-notice': 'Meldung',
  'portal-kind.provider-reminder': 'Erinnerung',
  'portal-kind.upstream-notice': 'An das Netz, das den Hostinganbieter anbindet',
  'portal-kind.registrar-notice': 'An den Registrar',
  'portal-kind.registry-notice': 'An die Registry',
  'portal-kind.police-hand-over': 'Übergabe an die Polizei',
  'portal.addresses-clear':
    'Die Meldung nannte die genauen Adressen. Sie stehen hier, wenn Sie danach fragen, und das Protokoll hält das fest.',
  'portal.addresses-hidden':
    'Die Meldung nannte die genauen Adressen nicht lesbar. Sie stehen hier, wenn Sie danach fragen: Sie zeigen erneut, wer Sie sind, und das Protokoll hält fest, dass Sie sie angesehen haben.',
  'way.portal': 'im Portal',
  'problem.portal-nothing-ticked': 'Kreuzen Sie mindestens einen Eintrag an.',
  'problem.portal-too-many': 'Beantworten Sie höchstens 2.500 Einträge auf einmal.',
  'problem.provider-missing':
    'Dieses Konto antwortet für keinen Anbieter. Bitten Sie die Meldestelle, Sie neu einzuladen.',
  'problem.reply-item-not-found': 'Einen der Einträge gibt es nicht, oder er ist nicht Ihrer.',
  'problem.notice-not-found': 'Diese Meldung gibt es nicht, oder sie ist nicht Ihre.',
  'portal.people': 'Wer sich anmelden darf',
  'portal.people-of': 'Leute von {name}',
  'portal.people-how':
    'Sie sehen, was diesem Anbieter gemeldet wurde, genaue Adressen, wenn sie danach fragen, und sonst nichts. Darum lädt jemand von der Meldestelle ein, und jemand anderes stimmt zu.',
  'portal.no-people':
    'Niemand von diesem Anbieter hat ein Konto. Er antwortet per Mail, Link oder Schlüssel.',
  'portal.invite': 'Jemanden von diesem Anbieter einladen',
  'portal.asked-by': 'eingeladen von {name}',
  'portal.made-waiting': 'Der Link gilt, sobald jemand anderes von der Meldestelle zugestimmt hat.',
  'portal.to-provider': 'Zurück zum Anbieter',
  'problem.person-of-another-provider':
    'Jemand dieses Namens ist bei einem anderen Anbieter. Nehmen Sie einen Namen, der beide unterscheidet.',
  'problem.provider-needed':
    'Leute eines Anbieters werden von der Seite des Anbieters aus eingeladen.',
  'problem.role-of-provider':
    'Leute eines Anbieters haben eigene Konten. Laden Sie die Person neu ein.',
  'nav.portal-times': 'Antwortzeiten',
  'portal.times': 'Wie schnell Sie geantwortet haben',
  'portal.times-answer': 'Von unserer Meldung bis zu Ihrer ersten Antwort',
  'portal.times-removal': 'Von unserer Meldung bis erstmals nicht mehr gesehen',
  'portal.not-answered': 'Noch nicht beantwortet',
  'portal.over-unanswered':
    'Ohne Antwort vorbei (entfernt, zurückgenommen, umgezogen oder geschlossen)',
  'portal.over-otherwise': 'Anders vorbei (zurückgenommen, umgezogen oder geschlossen)',
  'portal.not-gone': 'Noch nicht als entfernt gesehen',
  'portal.all-gone':
    'Nichts von dem, was Ihnen gemeldet wurde, wartet noch darauf, als entfernt gesehen zu werden.',
  'portal.what-not-gone':
    'Was noch nicht beantwortet oder noch nicht als entfernt gesehen ist, zählt auch so: Nichtstun macht niemanden schnell.',
  'portal.answer-means':
    'Von der ersten Meldung, die an Sie ging (T6), bis zu Ihrer ersten Antwort (T8): auf einer Seite, in einer Datei oder per Programm. Automatische Antworten zählen nicht, auch nicht Mails in eigenen Worten: Die liest ein Mensch.',
  'portal.removal-means':
    'Von der ersten Meldung (T6) bis unsere Prüfungen es zum ersten Mal nicht mehr fanden (T9), sobald das bestätigt war. Nicht feiner als der Abstand zweier Prüfungen.',
  'portal.times-own':
    'Das sind Ihre eigenen Zahlen und die von niemand anderem. Von den anderen gibt es einen Median, wo es fünf oder mehr mit zehn oder mehr Einträgen sind, und keiner mehr als die Hälfte davon hat.',
  'portal.others-answer': 'Median aller anderen Anbieter, von der Meldung bis zur Antwort',
  'portal.others-removal':
    'Median aller anderen Anbieter, von der Meldung bis erstmals nicht mehr gesehen',
  'portal.others-few': 'nicht gezeigt: es sind zu wenige',
  'portal.median': 'Median',
  'portal.p90': '90 % binnen',
  'portal.within-24h': 'Anteil binnen 24 Stunden',
  'portal.took': 'Dauerte',
}
