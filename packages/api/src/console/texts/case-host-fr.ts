import type { caseHostEn } from './case-host-en.ts'

export const caseHostFr: Record<keyof typeof caseHostEn, string> = {
  'host-form.open': 'Indiquer où il se trouve',
  'host-form.title': 'Hébergeur et pays',
  'host-form.corrected': 'Corrigé',
  'host-form.country-title': 'Indiquer dans quel pays il se trouve',
  'host-form.country-how':
    'Lorsque les sources divergent ou se trompent. Votre indication prime sur les leurs, et l’acheminement s’y conforme. Une indication ultérieure la remplace ; le journal garde les deux, avec votre nom.',
  'host-form.country': 'Pays, en deux lettres (NL, BE)',
  'host-form.say-country': 'Il est dans ce pays',
  'host-form.origin-title': 'Nommer l’adresse derrière un réseau de diffusion',
  'host-form.origin-how':
    'Lorsque l’hébergeur répond qu’il ne fait que transmettre le contenu et nomme le serveur. Celui qui héberge cette adresse est ensuite averti.',
  'host-form.origin': 'Adresse IP du serveur',
  'host-form.say-origin': 'Il est à cette adresse',
  'done.host-country-said': 'Conservé. L’acheminement est ensuite examiné selon ce pays.',
  'done.host-origin-said': 'Conservé. L’hébergeur de cette adresse est ensuite recherché.',
  'problem.invalid-country': 'Un pays s’écrit en deux lettres, par exemple NL ou BE. Corrigez-le.',
  'problem.invalid-origin':
    'Ce n’est pas une adresse IP. Donnez le numéro lui-même, par exemple 192.0.2.7 ; pas de nom, et rien après.',
  'problem.takedown-closed': 'Ce retrait est clos. Plus rien n’en découle.',
  'host-form.reroute-title': 'Acheminer à nouveau',
  'host-form.reroute-how':
    'Pour le pays où il se trouve désormais, la politique prévoit un autre plan. Il suit alors ce plan : personne n’est averti deux fois de la même chose, un nouvel hébergeur l’est comme pour la première fois, et toutes les dates du dossier restent. Cela ne peut pas être annulé. Si le pays est faux, indiquez plutôt lequel est le bon.',
  'host-form.reroute': 'Acheminer à nouveau',
  'done.routed-anew': 'Sera acheminé à nouveau. La suite se fait d’elle-même.',
  'problem.takedown-withdraw-route-impossible':
    'Il ne peut pas être acheminé à nouveau : il est suspendu, contesté, disparu ou clos, ou quelqu’un en a été averti et il n’est pas dans un pays avec un autre plan.',
  'problem.notice-under-way':
    'Une notification est en cours d’envoi. Réessayez lorsqu’elle sera partie.',
}
