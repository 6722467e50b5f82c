import type { statisticsEn } from './statistics-en.ts'

export const statisticsDe: Record<keyof typeof statisticsEn, string> = {
  'nav.statistics': 'Zahlen',
  'statistics.title': 'Wie lange es dauert',
  'measure.removal-after-notice': 'Löschung nach der ersten Mitteilung',
  'measure.removal-after-report': 'Löschung nach Eingang der Meldung',
  'measure.decision': 'Von der Meldung zur Entscheidung',
  'measure.forwarding': 'Von der Entscheidung zur Übergabe',
  'measure.authorisation': 'Von der Übergabe zur Freigabe',
  'measure.first-notice': 'Von der Meldung zur ersten Mitteilung',
  'measure.acknowledgement': 'Von der ersten Mitteilung zur ersten Antwort',
  'measure-how.removal-after-notice':
    'Vom Versand der ersten Mitteilung bis zur ersten Prüfung, die die Inhalte nicht mehr fand, sobald das bestätigt ist.',
  'measure-how.removal-after-report':
    'Vom Eingang der Meldung bis zur ersten Prüfung, die die Inhalte nicht mehr fand, sobald das bestätigt ist.',
  'measure-how.decision':
    'Vom Eingang der Meldung bis zur Entscheidung, durch die daraus ein Löschverfahren wurde, durch eine Person oder durch die Regel der Liste.',
  'measure-how.forwarding':
    'Von der Entscheidung bis zur Übergabe an die Polizei oder eine andere Meldestelle.',
  'measure-how.authorisation':
    'Von der Übergabe bis zu der Freigabe, dass der Anbieter unterrichtet werden darf.',
  'measure-how.first-notice': 'Vom Eingang der Meldung bis zum Versand der ersten Mitteilung.',
  'measure-how.acknowledgement': 'Von der ersten Mitteilung bis zur ersten Antwort des Anbieters.',
  'statistics.item': 'Gezählt wird ein Bild auf einer Seite bei einem Hostinganbieter.',
  'statistics.how':
    'Was noch offen ist, zählt so lange, wie es offen ist (Kaplan-Meier); wer nie handelt, wirkt dadurch nicht schnell.',
  'statistics.gone-stops':
    'Auf das, was als verschwunden festgestellt und nicht wieder gesehen wurde, wird nicht mehr gewartet: es zählt als geschlossen.',
  'statistics.one-group':
    'Nicht weiter aufgeteilt: Zahlen zweier Aufteilungen ließen sich voneinander abziehen, bis nur wenige Elemente übrig sind.',
  'statistics.period': 'Begonnen zwischen',
  'statistics.as-of': 'Stand',
  'statistics.curve': 'Anteil, der noch offen ist, nach Zeit; das Band ist der 95-%-Bereich',
  'statistics.no-curve': 'Noch ist nichts zu Ende gekommen: Es gibt keine Kurve zu zeichnen.',
  'statistics.none':
    'Nichts in diesem Zeitraum. Wählen Sie einen längeren oder einen anderen Schritt.',
  'statistics.all-groups': 'Alle Gruppen zeigen',
  'statistics.csv': 'Tabelle dieser Zahlen (CSV)',
  'statistics.not-watched': 'noch nicht bekannt',
  'statistics.measures': 'Schritt',
  'statistics.by': 'Nach',
  'statistics.periods': 'Zeitraum',
  'statistics.in-all': 'Insgesamt',
  'statistics.days': '{n} {n|Tag|Tage}',
  'statistics.median': 'Median',
  'statistics.show': 'Anzeigen',
  'statistics.curve-table': 'Die Kurve als Tabelle',
  'statistics.after': 'Nach',
  'statistics.still-open': 'Noch offen',
  'statistics.interval': '95-%-Intervall',
  'statistics.p90': '90 % innerhalb von',
  'statistics.within': 'Innerhalb von {time}',
  'statistics.n': 'Vorgänge',
  'statistics.ended': 'Beendet',
  'statistics.open': 'Offen',
  'statistics.closed': 'Ohne Ende geschlossen',
  'statistics.before': 'Vorher verschwunden, in keiner anderen Zahl',
  'statistics.gap':
    'Zeit zwischen zwei Prüfungen, Median / 90 %: Eine Löschung kann um so viel früher sein',
  'statistics.ages': 'Offene nach Alter',
  'statistics.none-open': 'Nichts ist offen.',
  'statistics.age-up-to': 'bis {age}',
  'statistics.age-older': 'mehr als {age}',
  'statistics.unknown': 'nicht bekannt',
  'statistics.no-cdn': 'kein Auslieferungsnetz gesehen',
  'statistics.others': 'Weitere Gruppen: {groups}.',
  'statistics.others-n': 'Zusammen {n} {n|Vorgang|Vorgänge}.',
  'statistics.too-few':
    'Zusammen weniger als {n} Vorgänge: keine Zahlen über so wenige, die wenig sagen und zeigen könnten, um wen es geht.',
  'statistics.takedowns-only':
    'In diesen Zahlen ist nur, was zu einem Löschverfahren wurde: weder was abgelehnt wurde noch was bisher niemand entschieden hat, wie lange es auch wartet. Was die Regel einer Liste entschied, gilt als entschieden, sobald es gefunden war.',
  'statistics.undecided':
    'Noch nicht entschieden, in keiner dieser Zahlen: {n} {n|Treffer|Treffer}',
  'statistics.undecided-how':
    'Treffer, die auf eine Person warten, nach der Zeit, seit sie gefunden wurden.',
  'statistics.top': 'Anteil der größten 1, 3 und 10:',
  'dimension.provider': 'Anbieter',
  'dimension.country': 'Land',
  'dimension.asn': 'Netz (AS)',
  'dimension.registrar': 'Registrar',
  'dimension.cdn': 'Auslieferungsnetz',
  'dimension.list': 'Liste',
  'dimension.class': 'Klasse',
  'dimension.channel': 'Weg der Mitteilung',
}
