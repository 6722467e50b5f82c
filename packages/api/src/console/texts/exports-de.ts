import type { exportsEn } from './exports-en.ts'

export const exportsDe: Record<keyof typeof exportsEn, string> = {
  'nav.exports': 'Exporte',
  'exports.title': 'Zahlen für andere',
  'exports.how':
    'Zahlen, die das Haus verlassen. Sie werden aus dem Protokoll der Ereignisse berechnet, wie es zu einem Zeitpunkt war: Derselbe Bericht lässt sich noch einmal erstellen, Byte für Byte, und von jedem prüfen, der ihn bekam.',
  'exports.inhope': 'Quartalszahlen für INHOPE',
  'exports.inhope-how':
    'Meldungen, bestätigte Inhalte, Länder der Server, Zeit bis zur Löschung und Weitergabe. Tabelle (CSV) und Seite.',
  'exports.dsa': 'Jahresbericht eines vertrauenswürdigen Hinweisgebers',
  'exports.dsa-how':
    'Artikel 22 Absatz 3 der Verordnung (EU) 2022/2065: Meldungen nach Anbieter, Art des Inhalts und ergriffener Maßnahme. Seite zum Veröffentlichen, Tabelle (CSV) und JSON.',
  'exports.provider': 'Brief an einen Anbieter',
  'exports.provider-how':
    'Was einem Anbieter gemeldet wurde und was daraus wurde, in seiner Sprache. PDF.',
  'exports.quarter': 'Quartal',
  'exports.year': 'Jahr',
  'exports.period': 'Zeitraum',
  'exports.not-over': '{period} (noch nicht vorbei)',
  'exports.was-not-over': '{period} (damals noch nicht vorbei)',
  'exports.unfinished':
    'Der Zeitraum war zu diesem Zeitpunkt noch nicht vorbei. Was später kam, steht nicht in diesen Zahlen.',
  'exports.statement': 'Wie Sie von Anbietern unabhängig bleiben, in Ihren eigenen Worten',
  'exports.statement-how':
    'Der Artikel verlangt eine Erläuterung. Sie wird veröffentlicht, wie Sie sie schreiben, in jeder Sprache; nennen Sie keine Person.',
  'exports.make': 'Zahlen erstellen',
  'exports.wait':
    'Dafür wird jedes Löschverfahren gelesen; sind es sehr viele, kann das eine Minute dauern. Es geht nichts verloren, wenn Sie weggehen.',
  'exports.find-provider': 'Name des Anbieters',
  'exports.find': 'Suchen',
  'exports.no-provider':
    'Kein Anbieter hat das in seinem Namen. Versuchen Sie einen kürzeren Teil.',
  'exports.which-provider': 'Anbieter',
  'exports.made': 'Bisher erstellt',
  'exports.none':
    'Es wurde noch keiner erstellt. Wählen Sie oben ein Quartal und erstellen Sie den ersten.',
  'exports.older': 'Ältere',
  'exports.kind': 'Bericht',
  'exports.as-of': 'Stand',
  'exports.made-at': 'Erstellt',
  'exports.by': 'Von',
  'exports.download': 'Herunterladen',
  'exports.file': '{format}, {language}',
  'exports.proof': 'Wie sich das prüfen lässt',
  'exports.proof-how':
    'Die Prüfsumme ist die des kanonischen Inhalts (der JSON-Datei). Wer die Datei hat, kann verlangen, dass sie aus den Ereignissen neu berechnet wird; es muss dasselbe herauskommen.',
  'exports.digest': 'Prüfsumme (SHA-256)',
  'exports.log': 'Kopf des Protokolls',
  'exports.log-value': '{size} Ereignisse, Wurzel {root}',
  'exports.log-none': 'Das Protokoll hatte noch keinen signierten Kopf.',
  'exports.verify': 'Neu berechnen und vergleichen',
  'exports.done-same':
    'Soeben aus den Ereignissen neu berechnet: Es ist dasselbe, Ziffer für Ziffer.',
  'exports.done-differs':
    'Soeben aus den Ereignissen neu berechnet: Es ist NICHT dasselbe. Seither wurden Ereignisse gelöscht oder geändert; das Protokoll sagt, welche gelöscht wurden.',
  'exports.done-made':
    'Die Zahlen sind erstellt. Lesen Sie sie durch, bevor sie das Haus verlassen.',
  'exports.more-providers': 'Weitere Anbieter, in den Dateien: {n}.',
  'exports.back': 'Alle Berichte',
  'exports.figure': 'Zahl',
  'exports.value': 'Wert',
  'exports.clocks': 'Uhren',
  'exports.definition': 'Definition',
  'exports.from-until': '{from} bis {until}',
  'exports.too-few': 'zu wenige für eine Aussage',
  'exports.not-watched': 'noch nicht bekannt',
  'exports.not-reached': 'noch nicht erreicht',
  'exports.not-recorded': 'nicht erfasst',
  'exports.unknown-country': 'unbekannt',
  'exports.item': 'Ein Vorgang ist ein Bild auf einer Seite bei einem Hostinganbieter.',
  'problem.figures-busy':
    'Es werden schon Zahlen erstellt. Warten Sie, bis sie fertig sind, und versuchen Sie es dann noch einmal.',
  'problem.export-differs':
    'Diese Zahlen wurden schon erstellt und kommen jetzt anders heraus: Seither wurden Ereignisse gelöscht oder geändert. Die ersten bleiben erhalten; lassen Sie das Protokoll prüfen.',
  'problem.export-invalid':
    'Für einen Brief braucht es einen Anbieter, für die anderen Berichte keinen.',
  'problem.as-of-invalid': 'Der Zeitpunkt muss mindestens eine Minute zurückliegen.',
  'problem.period-invalid':
    'Dieser Zeitraum passt nicht zum Bericht, oder er hatte da noch nicht begonnen.',
  'problem.audit-checkpoint-invalid':
    'Der Kopf des Protokolls ist nicht von dieser Installation signiert. Lassen Sie das Protokoll prüfen, bevor Zahlen das Haus verlassen.',
  'figure.reports-received': 'Eingegangene Meldungen',
  'figure-how.reports-received':
    'Meldungen, die im Zeitraum eingingen, von Öffentlichkeit, Partnern und Programmen, wiederholte eingeschlossen.',
  'figure.items-confirmed': 'Bestätigte Vorgänge',
  'figure-how.items-confirmed':
    'Vorgänge, die im Zeitraum als rechtswidrig oder schädlich eingestuft wurden (T3), ohne die seither zurückgenommenen.',
  'figure-how.items-confirmed-4':
    'Vorgänge, die im Zeitraum als rechtswidrig oder schädlich eingestuft wurden (T3), ohne die seither zurückgenommenen, nach dem Stand des Berichts. Manche werden erst nach ihrer Einstufung eröffnet: Spätere Zahlen können mehr davon enthalten.',
  'figure.items-withdrawn': 'Bestätigt, dann zurückgenommen',
  'figure-how.items-withdrawn':
    'Im Zeitraum entschieden und von uns vor dem Stand des Berichts zurückgenommen. In keiner anderen Zahl der Löschung.',
  'figure.items-by-class': 'Bestätigt, nach Klasse',
  'figure-how.items-by-class': 'Nach rechtlicher Klasse zum Stand des Berichts.',
  'figure.hosting-country': 'Bestätigt, nach Land des Servers',
  'figure-how.hosting-country':
    'Land des Servers, als der Vorgang zuletzt weitergeleitet wurde (ISO 3166).',
  'figure.site-type': 'Art der Website',
  'figure-how.site-type': 'Dieser Dienst erfasst die Art der Website nicht.',
  'figure.victims': 'Alter und Geschlecht von Opfern, selbst erstellte Inhalte',
  'figure-how.victims':
    'Nicht erfasst: Dieser Dienst vergleicht Fingerabdrücke und zeigt niemandem ein Bild.',
  'figure.ntd-items': 'Löschung nach der Meldung: Vorgänge',
  'figure-how.ntd-items':
    'Bestätigte Vorgänge, die aus einer Meldung kamen (INHOPE-Uhr, T0 bis T9).',
  'figure.ntd-open': 'davon noch offen',
  'figure-how.ntd-open': 'Nicht als weg gesehen und zum Stand des Berichts noch beobachtet.',
  'figure.ntd-closed': 'davon ohne Löschung geschlossen',
  'figure-how.ntd-closed': 'Nicht mehr beobachtet, ohne als weg gesehen zu sein.',
  'figure.ntd-within': 'Gelöscht nach der Meldung, Frist',
  'figure-how.ntd-within':
    'Vorgänge, die innerhalb dieser Zeit nach der Meldung (T0) erstmals als weg gesehen wurden (T9, bestätigt).',
  'figure.ntd-share': 'Anteil gelöscht nach der Meldung, Frist',
  'figure-how.ntd-share':
    'Schätzung nach Kaplan-Meier: Was noch offen ist, zählt so lange, wie es offen war.',
  'figure.ntd-median': 'Löschung nach der Meldung: Median',
  'figure-how.ntd-median': 'Zeit, in der die Hälfte der Vorgänge weg war, offene mitgezählt.',
  'figure.ntd-p90': 'Löschung nach der Meldung: 90 %',
  'figure-how.ntd-p90': 'Zeit, in der neun von zehn Vorgängen weg waren, offene mitgezählt.',
  'figure.notice-items': 'Löschung nach der Mitteilung: Vorgänge',
  'figure-how.notice-items':
    'Bestätigte Vorgänge, von denen ein Anbieter benachrichtigt wurde (T6).',
  'figure.notice-before': 'Vor der Mitteilung weg',
  'figure-how.notice-before':
    'Als weg gesehen, bevor der Anbieter davon wusste; in keiner anderen Zahl der Löschung nach der Mitteilung.',
  'figure.notice-share': 'Anteil gelöscht nach der Mitteilung, Frist',
  'figure-how.notice-share':
    'Von der ersten Mitteilung (T6) bis erstmals als weg gesehen (T9); Schätzung nach Kaplan-Meier.',
  'figure.notice-median': 'Löschung nach der Mitteilung: Median',
  'figure-how.notice-median':
    'Zeit ab der ersten Mitteilung, in der die Hälfte weg war, offene mitgezählt.',
  'figure.to-police': 'Der Polizei übergeben',
  'figure-how.to-police': 'Vorgänge, die im Zeitraum der Polizei übergeben wurden (T4).',
  'figure.to-iccam': 'An ICCAM gegeben',
  'figure-how.to-iccam':
    'Vorgänge, die im Zeitraum über ICCAM weitergegeben wurden, als Datei oder von Hand eingetragen.',
  'figure.to-provider': 'Einem Anbieter gemeldet',
  'figure-how.to-provider':
    'Vorgänge, deren Anbieter im Zeitraum zum ersten Mal benachrichtigt wurde (T6).',
  'figure.resurfaced': 'Wieder gesehen',
  'figure-how.resurfaced':
    'Wie oft gelöschte Inhalte im Zeitraum am selben Ort wieder gesehen wurden (T11).',
  'figure.dsa-notices': 'Gesendete Meldungen',
  'figure-how.dsa-notices':
    'Meldungen nach Artikel 16, die im Jahr gesendet wurden, Erinnerungen eingeschlossen. Eine Meldung kann mehrere Vorgänge nennen.',
  'figure-how.dsa-notices-4':
    'Meldungen nach Artikel 16, die im Jahr gesendet wurden, Erinnerungen und zurückgekommene eingeschlossen. Eine Meldung kann mehrere Vorgänge nennen.',
  'figure.dsa-items': 'Gemeldete Vorgänge',
  'figure-how.dsa-items':
    'Vorgänge, von denen ein Anbieter im Jahr zum ersten Mal benachrichtigt wurde.',
  'figure-how.dsa-items-4':
    'Vorgänge, von denen ein Anbieter im Jahr zum ersten Mal benachrichtigt wurde. Eine zurückgekommene Meldung hat niemanden benachrichtigt.',
  'figure.dsa-by-class': 'Vorgänge nach Art des Inhalts',
  'figure-how.dsa-by-class': 'Art des Inhalts, der als rechtswidrig gemeldet wurde.',
  'figure.dsa-by-action': 'Vorgänge nach ergriffener Maßnahme',
  'figure-how.dsa-by-action':
    'Was der Anbieter bis zum Stand des Berichts getan hatte, nach unseren eigenen Prüfungen und seinen Antworten.',
  'figure.dsa-median': 'Löschung nach der Meldung: Median',
  'figure-how.dsa-median':
    'Von der ersten Meldung bis erstmals als weg gesehen; offene Vorgänge zählen so lange, wie sie offen waren.',
  'figure-how.dsa-median-4':
    'Von der ersten nicht zurückgekommenen Meldung bis erstmals als weg gesehen. Offene Vorgänge zählen so lange, wie sie offen waren, zu einem anderen Anbieter gewechselte bis dahin.',
  'figure.dsa-share': 'Anteil gelöscht nach der Meldung, Frist',
  'figure-how.dsa-share': 'Schätzung nach Kaplan-Meier, offene Vorgänge mitgezählt.',
  'figure.letter-items': 'Gemeldete Vorgänge',
  'figure-how.letter-items':
    'Vorgänge, von denen Sie im Zeitraum zum ersten Mal benachrichtigt wurden, ohne die von uns zurückgenommenen.',
  'figure.letter-notices': 'Gesendete Meldungen',
  'figure-how.letter-notices': 'Schreiben im Zeitraum, Erinnerungen eingeschlossen.',
  'figure.letter-bounced': 'Zurückgekommene Meldungen',
  'figure-how.letter-bounced':
    'Mails, die Ihr Server annahm und zurücksandte, oder für die es kein Postfach gab.',
  'figure.letter-removed': 'Gelöschte Vorgänge',
  'figure-how.letter-removed':
    'Von unseren Prüfungen als weg gesehen und bestätigt, zum Stand dieses Briefs.',
  'figure.letter-moved': 'Zu einem anderen Anbieter gewechselt',
  'figure-how.letter-moved':
    'Aus Ihrem Netz verschwunden und bei einem anderen Anbieter gefunden. Keine Löschung: In den Zeiten zählen sie bis dahin als noch da.',
  'figure.letter-open': 'Offene Vorgänge',
  'figure-how.letter-open': 'Noch da, wieder da oder nicht als gelöscht bestätigt.',
  'figure.letter-median': 'Median der Zeit bis zur Löschung',
  'figure-how.letter-median':
    'Von unserer ersten Meldung (T6) bis erstmals als weg gesehen (T9); die Hälfte der Vorgänge war dann weg, offene mitgezählt.',
  'figure.letter-p90': '90 % gelöscht innerhalb von',
  'figure-how.letter-p90': 'Neun von zehn Vorgängen waren dann weg, offene mitgezählt.',
  'figure.letter-within': 'Gelöscht, Frist',
  'figure-how.letter-within': 'Anteil der Vorgänge, Schätzung nach Kaplan-Meier.',
  'figure.letter-resurfaced': 'Wieder gesehen',
  'figure-how.letter-resurfaced':
    'Wie oft gelöschte Inhalte am selben Ort wieder gesehen wurden (T11).',
  'figure-how.letter-resurfaced-5':
    'Wie oft gelöschte Inhalte am selben Ort wieder gesehen wurden (T11), in Ihrem Netz.',
  'figure.letter-others': 'Median aller anderen Anbieter',
  'figure-how.letter-others':
    'Alle anderen zusammen, dieselben Uhren, derselbe Zeitraum; nichts bei weniger als zehn Vorgängen oder fünf Anbietern, oder wenn einer mehr als die Hälfte der Vorgänge hat.',
  'taken.removed': 'gelöscht',
  'taken.removed-came-back': 'gelöscht, dann wieder da',
  'taken.gone-before': 'vor der Meldung weg',
  'taken.moved-elsewhere': 'bei diesem Anbieter weg, jetzt bei einem anderen',
  'taken.disputed': 'vom Anbieter bestritten',
  'taken.answered': 'beantwortet, noch da',
  'taken.none': 'keine Maßnahme gesehen',
  'taken.withdrawn': 'Meldung von uns zurückgenommen',
  'dsa.heading': 'Bericht über die {year} eingereichten Meldungen',
  'dsa.intro':
    '{organisation} veröffentlicht diesen Bericht nach Artikel 22 Absatz 3 der Verordnung (EU) 2022/2065 (Gesetz über digitale Dienste). Er betrifft Meldungen an Hostingdiensteanbieter nach Artikel 16 vom {from} bis {until}, mit dem, was am {asOf} bekannt war.',
  'dsa.by-provider': 'Meldungen nach Anbieter',
  'dsa.provider': 'Hostingdiensteanbieter',
  'dsa.notices': 'Meldungen',
  'dsa.items': 'Vorgänge',
  'dsa.types': 'Arten von Inhalten',
  'dsa.actions': 'Vom Anbieter ergriffene Maßnahmen',
  'dsa.procedures': 'Wie eine Meldung entsteht',
  'dsa.procedure-1':
    'Eine Meldung beruht auf einem Treffer in einer Liste bekannten rechtswidrigen Materials, die die Polizei oder eine andere Behörde führt. Genaue Treffer in dafür freigegebenen Listen gehen nach einer Regel hinaus; über alle anderen entscheidet ein Mensch.',
  'dsa.procedure-2':
    'Kein Bild wird gespeichert oder gezeigt. Fingerabdrücke werden im Arbeitsspeicher berechnet und verglichen.',
  'dsa.procedure-3':
    'Ob Inhalte gelöscht sind, wird durch eigene Besuche von mehr als einem Ort geprüft und nicht allein der Antwort des Anbieters entnommen.',
  'dsa.procedure-4':
    'Ein Anbieter kann eine Meldung bestreiten; zwei Menschen sehen sie an. Was falsch war, wird schriftlich zurückgenommen.',
  'dsa.independence': 'Unabhängigkeit',
  'dsa.independence-1':
    'Wer wann benachrichtigt wird, folgt einer schriftlichen Richtlinie, die für jeden Anbieter dieselbe ist; kein Anbieter kann sie ändern, und Zahlen des einen werden dem anderen nicht gezeigt.',
  'dsa.independence-2':
    'Jede Entscheidung, Meldung und Änderung steht in einem Protokoll, das niemand unbemerkt umschreiben kann. Dieser Bericht ist daraus berechnet und kann neu berechnet werden.',
  'dsa.no-statement':
    'Die Organisation hat zu ihrer Unabhängigkeit keine eigenen Worte hinzugefügt.',
  'dsa.no-personal-data':
    'Dieser Bericht enthält keine personenbezogenen Daten und keine Adresse von Inhalten.',
  'letter.subject': 'Ihre Zahlen für {period}',
  'letter.to': 'An: {name}',
  'letter.intro':
    'Dieser Brief sagt, was {organisation} Ihnen vom {from} bis {until} gemeldet hat und was daraus wurde, mit dem Stand {asOf}. Ein Vorgang ist ein Bild auf einer Seite bei einem Hostinganbieter.',
  'letter.figures': 'Zahlen',
  'letter.curve': 'Anteil der Vorgänge, die noch da waren, nach Zeit seit der ersten Meldung',
  'letter.curve-spoken':
    'Kurve des Anteils der Vorgänge, die noch da waren. Median: {median}; 90 % gelöscht innerhalb von: {p90}',
  'letter.no-curve': 'Es wurde noch nichts gelöscht: Es gibt keine Kurve.',
  'letter.small':
    'Weniger als zehn Vorgänge waren bei unserer Meldung noch da: Zeiten und Anteile würden wenig sagen und fehlen darum.',
  'letter.proof': 'Wie sich dieser Brief prüfen lässt',
  'letter.proof-how':
    'Bitten Sie uns, ihn neu zu berechnen, und nennen Sie diese Prüfsumme: {digest}',
  'letter.log': 'Kopf des Protokolls: {head}',
  'letter.page': 'Seite {n}',
}
