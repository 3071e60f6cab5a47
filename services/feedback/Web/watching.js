// For reviewers and operators: the views of their role, one at a time.

import * as agreement from './agreement.js';
import * as deciding from './deciding.js';
import * as images from './images.js';
import { belongsElsewhere } from './keys.js';
import * as rounds from './rounds.js';
import { settings } from './settings.js';

const $ = (id) => document.getElementById(id);
const raterTools = () => [$('tool-instructions'), $('tool-sheet'), $('tool-help'), $('status-sync'), $('status-pace'), $('disputed'), ...document.querySelectorAll('.progress, .goal')];
const viewsOf = { reviewer: [agreement, deciding], operator: [rounds, images, agreement] };

/** Opens the first view of the role; the result closes it. */
export function openWatching(session, nextTheme, rate) {
  const closing = new AbortController();
  const views = viewsOf[session.role] ?? [];
  let shown = null;
  for (const id of ['rating', 'sheet', 'empty']) $(id).hidden = true;
  $('views').hidden = views.length < 2;
  $('views').replaceChildren(...views.map(button));
  document.addEventListener('keydown', (event) => {
    if (belongsElsewhere(event) || !settings.singleKeys) return;
    const key = event.key.toLowerCase();
    const view = views.find((v) => v.key === key);
    if (view) show(view);
    else if (!shown.rates && key === 't') nextTheme();
  }, { signal: closing.signal });
  show(views[0]);
  return () => {
    closing.abort();
    shown.close();
    location.reload();   // the next user gets a fresh page
  };

  function button(view) {
    const element = Object.assign(document.createElement('button'), { type: 'button', id: `view-${view.id}` });
    const [name, key] = ['span', 'kbd'].map((n) => document.createElement(n));
    [name.textContent, key.textContent] = [view.title, view.key.toUpperCase()];
    element.append(name, key);
    element.setAttribute('aria-keyshortcuts', view.key);
    element.addEventListener('click', () => show(view), { signal: closing.signal });
    return element;
  }

  /** Shows a view, optionally with a subject. */
  function show(view, what) {
    shown?.close();
    shown = view;
    for (const other of views) {
      $(other.id).hidden = other !== view;
      $(`view-${other.id}`).toggleAttribute('aria-current', other === view);
    }
    document.title = `${view.title} – PathAlign`;
    for (const tool of raterTools()) tool.hidden = !view.rates;
    view.open({ what, showImages: (roundId) => show(images, roundId), rate: () => rate(views.map((v) => v.key).join('')) });
  }
}
