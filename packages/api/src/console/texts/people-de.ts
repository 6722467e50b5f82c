import type { peopleEn } from './people-en.ts'

export const peopleDe: Record<keyof typeof peopleEn, string> = {
  'start.back':
    'Sie sind nicht angemeldet oder nicht mehr. Sobald Sie es sind, kommen Sie dorthin zurück, wo Sie waren.',
  'not-sent.title': 'Nicht gesendet',
  'not-sent.what':
    'Dies wurde nicht gesendet, und nichts geschah: Sie sind nicht mehr angemeldet. Kopieren Sie, was Sie getippt haben, bevor Sie weitergehen.',
  'not-sent.sign-in': 'Anmelden',
  'not-sent.back': 'Nach dem Anmelden kommen Sie zur Seite dieses Formulars zurück.',
  'nav.people': 'Personen',
  'nav.account': 'Mein Konto',

  'start.passkey': 'Mit Passkey anmelden',
  'start.code': 'Passkey verloren? Mit einem Code Ihrer App anmelden.',
  'sign-in.waiting-title': 'Noch nicht offen',
  'sign-in.waiting':
    'Ein anderer Administrator muss diesem Konto erst zustimmen. Der Link bleibt gültig; öffnen Sie ihn dann noch einmal.',
  'sign-in.wait-title': 'Zu viele Versuche',

  'passkey.problem-failed':
    'Der Passkey wurde nicht angenommen. Versuchen Sie es noch einmal oder nehmen Sie einen anderen.',
  'passkey.problem-cancelled': 'Nichts ist geschehen. Drücken Sie den Knopf, um es zu wiederholen.',
  'passkey.problem-suspect':
    'Von diesem Passkey gibt es vielleicht eine Kopie; er wird nicht mehr angenommen. Nehmen Sie einen anderen und sagen Sie es einem Administrator.',
  'passkey.problem-wait':
    'Zu viele Versuche sind fehlgeschlagen. Warten Sie eine Weile und versuchen Sie es dann erneut.',
  'passkey.problem-unavailable':
    'Unter dieser Adresse gehen keine Passkeys. Öffnen Sie die Konsole unter ihrem Namen oder auf diesem Rechner unter http://localhost.',
  'passkey.problem-code': 'Der Code wurde nicht angenommen. Warten Sie auf den nächsten.',
  'passkey.needs-script': 'Passkeys brauchen JavaScript in diesem Browser.',

  'step-up.title': 'Zeigen Sie, dass Sie es sind',
  'step-up.why':
    'Das lässt sich nicht leicht rückgängig machen, darum wird noch einmal gefragt, wer Sie sind. Was Sie eingegeben haben, bleibt erhalten.',
  'step-up.passkey': 'Passkey benutzen und weiter',
  'step-up.code': 'Code benutzen und weiter',
  'step-up.provider': 'Bei {provider} neu anmelden',
  'step-up.go-on': 'Weiter',
  'step-up.file':
    'Sie haben eine Datei angefordert: Ihr Browser speichert sie, und diese Seite bleibt offen. Gehen Sie danach zurück.',
  'step-up.file-asked': 'Bestätigt. Ihr Browser speichert die Datei jetzt; Sie können zurückgehen.',
  'step-up.back': 'Zurück, nichts ändern',

  'code.title': 'Mit Code anmelden',
  'code.how':
    'Für den Fall, dass Ihr Passkey verloren ist. Geht nur, wenn Sie es vorher eingerichtet haben; die Leitung sieht es.',
  'code.failed': 'Das passte nicht. Prüfen Sie die Eingabe und warten Sie auf den nächsten Code.',
  'code.choose-role': 'Wählen Sie Ihre Rolle',
  'people.choose-role': 'Eine Rolle wählen',
  'code.label': 'Code der App',
  'code.back': 'Zurück',
  'code.secret': 'Schlüssel für die App',
  'code.secret-how':
    'Geben Sie diesen Schlüssel in eine Authenticator-App ein. Er wird einmal gezeigt. Geben Sie dann den Code ein, den die App zeigt.',
  'code.confirm': 'Bestätigen',

  'account.title': 'Mein Konto',
  'account.enrol-first': 'Legen Sie zuerst einen Passkey an. Vorher öffnet sich nichts anderes.',
  'account.passkeys': 'Passkeys',
  'account.passkeys-how':
    'Ein Passkey steckt in Ihrem Gerät oder Sicherheitsschlüssel und gilt nur für diese Konsole. Legen Sie zwei an und verwahren Sie einen sicher.',
  'account.passkey-name': 'Name des Passkeys',
  'account.passkey-example': 'blauer Sicherheitsschlüssel',
  'account.passkey-make': 'Passkey anlegen',
  'account.suspect': 'vielleicht kopiert; wird nicht angenommen',
  'account.remove': 'Entfernen',
  'account.code': 'Code einer App',
  'account.code-how': 'Für den Tag, an dem Ihr Passkey verloren ist. Nicht für jeden Tag.',
  'account.code-how-enrol': 'Anstelle eines Passkeys, wo Sie keinen haben können.',
  'account.code-since': 'Eingerichtet',
  'account.code-begin': 'Einrichten',
  'account.sessions': 'Wo Sie angemeldet sind',
  'account.this-session': '(hier)',
  'account.sign-out-everywhere': 'Überall abmelden',
  'account.back': 'Zurück zu meinem Konto',

  'account-done.passkey': 'Der Passkey wurde angelegt.',
  'account-done.removed': 'Der Passkey wurde entfernt.',
  'account-done.last-passkey':
    'Das ist der letzte, der angenommen wird, und bleibt. Legen Sie zuerst einen anderen an.',
  'account-done.code': 'Codes der App werden von jetzt an angenommen.',
  'account-done.code-removed': 'Codes werden nicht mehr angenommen.',
  'account-done.provider': 'Von jetzt an melden Sie sich bei Ihrer Organisation an.',

  'column.passkey': 'Passkey',
  'column.made': 'Angelegt',
  'column.used': 'Zuletzt benutzt',
  'column.what-to-do': 'Aktionen',
  'column.signs-in-with': 'Meldet sich an mit',
  'column.last-sign-in': 'Zuletzt angemeldet',

  'start.provider': 'Bei {provider} anmelden',
  'provider.done': 'Zurück von Ihrer Organisation',
  'provider.done-step-up':
    'Das ist erledigt. Schließen Sie dieses Fenster und machen Sie in dem anderen weiter.',
  'provider.failed': 'Ihre Organisation hat Sie nicht hereingelassen',
  'provider.failed-how':
    'Mit dieser Anmeldung ist hier niemand bekannt, oder sie hat zu lange gedauert. Versuchen Sie es noch einmal oder bitten Sie einen Administrator um einen Link.',
  'account.provider-how':
    'Melden Sie sich mit dem Konto Ihrer Organisation an statt mit einem Passkey.',
  'account.provider-bind': 'Mit {provider} verbinden',

  'level.link': 'mit Link',
  'level.passkey': 'mit Passkey',
  'level.oidc': 'bei der Organisation',
  'level.totp': 'mit Code',

  'people.accounts': 'Konten',
  'people.rule':
    'Ein Name ist eine Person, in jeder Rolle. Wer zwei Rollen hat, hat in beiden denselben Namen und zählt einmal, wo zwei nötig sind. Wer als Administrator eine weitere Rolle annimmt, wartet auf einen anderen Administrator.',
  'people.none': 'Noch wurde niemand eingeladen.',
  'people.further': 'Weitere Konten',
  'people.sessions': 'angemeldet: {n}',
  'people.passkeys': 'Passkeys: {n}',
  'people.made-waiting':
    'Er gilt, sobald ein anderer Administrator dem Konto auf dieser Seite zugestimmt hat.',

  'person-state.invited': 'eingeladen',
  'person-state.active': 'aktiv',
  'person-state.waiting': 'wartet auf einen anderen Administrator',
  'person-state.deactivated': 'deaktiviert',
  'people-action.approve': 'Zustimmen',
  'people-action.deactivate': 'Deaktivieren',
  'people-action.reactivate': 'Reaktivieren',
  'people-action.role': 'Rolle ändern',
  'people-done.approve': 'Zugestimmt. Das Konto ist offen.',
  'people-done.deactivate': 'Deaktiviert. Jede Sitzung und jeder Schlüssel davon ist beendet.',
  'people-done.reactivate': 'Reaktiviert. Erstellen Sie einen neuen Link für die Person.',
  'people-done.role': 'Die Rolle wurde geändert. Die Person meldet sich neu an.',

  'problem.changed-meanwhile':
    'Das hat sich geändert, seit Sie die Seite geöffnet haben. Sehen Sie es sich noch einmal an.',
  'problem.person-deactivated': 'Das Konto wurde deaktiviert. Reaktivieren Sie es zuerst.',
  'problem.person-has-credential':
    'Diese Person meldet sich mit einem Passkey an. Ist er verloren, erstellt der Betreiber einen Link mit „people invite --again“.',
  'problem.person-of-another-authority':
    'Jemand dieses Namens hat sich schon für eine andere Behörde angemeldet. Nehmen Sie einen Namen, der beide unterscheidet.',
  'problem.authority-unknown':
    'Diese Behörde gibt es nicht. Wählen Sie eine, oder nennen Sie eine neue im Feld dafür.',
  'problem.authority-twice': 'Wählen Sie eine Behörde oder nennen Sie eine neue, nicht beides.',
  'open-list.authority-none': 'wählen, oder eine neue nennen',
  'open-list.authority-new': 'Neue Behörde, wenn es keine von diesen ist',
  'people.authority-none': 'keine, oder eine neue',
  'people.authority-new': 'Neue Behörde (nur Polizei)',
  'problem.own-account':
    'Niemand ändert das eigene Konto. Bitten Sie einen anderen Administrator darum.',
  'problem.last-admin': 'Das ist der letzte Administrator. Lassen Sie zuerst einen anderen zu.',
  'problem.operator-not-owner': 'Das darf nur der Betreiber, am Rechner selbst.',
  'problem.person-known': 'Die Person hat schon ein Konto dieser Rolle.',
  'problem.role-of-police':
    'Angehörige der Polizei haben eigene Konten. Laden Sie die Person neu ein.',
  'problem.codes-off': 'Diese Konsole nimmt keine Codes an.',
  'problem.passkey-first': 'Legen Sie zuerst einen Passkey an.',
  'problem.code-known': 'Codes sind schon eingerichtet. Entfernen Sie sie zuerst.',
}
