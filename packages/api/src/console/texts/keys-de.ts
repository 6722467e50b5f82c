import type { keysEn } from './keys-en.ts'

export const keysDe: Record<keyof typeof keysEn, string> = {
  'nav.keys': 'Schlüssel',
  'keys.title': 'Schlüssel von Programmen',
  'keys.how':
    'Ein Programm weist sich mit einem Schlüssel aus. Er wird einmal gezeigt und endet nach höchstens einem Jahr.',
  'problem.key-of-another':
    'Einen Schlüssel auf den Namen einer anderen Person legt der Betreiber an, auf dem Rechner selbst: nightlight keys create. Legen Sie hier Schlüssel von Programmen an, oder Ihren eigenen.',
  'keys.of-provider':
    'Schlüssel für Programme eines Anbieters werden auf der Seite dieses Anbieters gemacht, bei seinen Leuten.',
  'keys-done.made-before':
    'Dieses Formular hat schon einen Schlüssel gemacht, der nicht noch einmal gezeigt wird. Wenn ihn niemand hat, widerrufen Sie ihn hier und machen Sie einen anderen.',
  'problem.key-needs-provider':
    'Ein Schlüssel für ein Programm eines Anbieters wird auf der Seite dieses Anbieters gemacht, bei seinen Leuten: hier gemacht, antwortete er für niemanden.',
  'keys.provider-title': 'Schlüssel seiner Programme',
  'keys.provider-how':
    'Mit einem Schlüssel liest ein Programm dieses Anbieters, was ihm gemeldet wurde, antwortet und fragt ab, wenn es darf: für diesen Anbieter allein. Übergeben Sie ihn auf einem Weg, dem Sie beide trauen.',
  'keys.provider-none': 'Dieser Anbieter hat noch keinen Schlüssel.',
  'keys.of-person':
    'Einer Person: Nur sie selbst ersetzt ihn, oder der Betreiber auf der Kommandozeile.',
  'keys.none': 'Es gibt noch keinen Schlüssel',
  'keys.further': 'Ältere Schlüssel',
  'keys.make': 'Schlüssel erstellen',
  'keys.days': 'Tage bis zum Ende',
  'keys.made': 'Der neue Schlüssel',
  'keys.made-how':
    'Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt und nirgends aufbewahrt.',
  'keys.everything': 'alles, was die Rolle darf',
  'keys.everywhere': 'von überall',
  'keys.certificate': 'mit seinem Zertifikat',
  'column.key': 'Schlüssel',
  'column.held-to': 'Beschränkt auf',
  'column.ends': 'Endet',
  'key-state.active': 'Aktiv',
  'key-state.expiring': 'Endet bald',
  'key-state.expired': 'Abgelaufen',
  'key-state.revoked': 'Widerrufen',
  'key-action.revoke': 'Widerrufen',
  'key-action.replace': 'Ersetzen',
  'keys-done.revoke': 'Der Schlüssel ist widerrufen und wird nicht mehr angenommen.',
}
