// The contact sheet: many tiles at once, for quick screening. One tile is in the tab order; arrow keys move among them.
// A sheet counts after its summary was confirmed, and comes back as a whole to be changed.

import { ask } from './ask.js';
import { watchLooks } from './look.js';

const $ = (id) => document.getElementById(id);
const most = 24;

/** Connects the sheet; its decisions go to the handlers. */
export function openSheet(signal, desk, memory, { study, rate, change, earlier, leave, announce }) {
  let items = [], marked = new Set(), given = null, at = 0;
  const looks = watchLooks(signal);
  const view = {
    open: false,
    toggle(open) {
      view.open = open;
      $('sheet').hidden = !open;
      desk.wanted = open ? most : 1;
      if (!open) return looks.watch([]);
      desk.fill();
      turn();
    },
    refresh() { if (view.open && items.length === 0) turn(); },
    press,
    undo,
  };
  $('sheet-rate').addEventListener('click', (event) => event.detail > 1 || finish(), { signal });
  $('sheet-undo').addEventListener('click', undo, { signal });
  signal.addEventListener('abort', () => view.toggle(false));
  return view;

  /** Shows the next tiles of one set: a full sheet, or all that are left. */
  function turn() {
    given = null;
    const ready = desk.ready.filter((item) => item.setId === desk.ready[0].setId && !item.right).slice(0, most);
    const next = ready.length < most && desk.coming ? [] : ready;
    show(next, new Set(next.filter((item) => memory.draft(item.id)?.implausible).map((item) => item.id)));
    if (next.length === 0) $('sheet-tiles').textContent = desk.coming ? 'Fetching tiles …' : 'No tiles are ready.';
  }

  function show(next, marks) {
    [items, marked, at] = [next, marks, 0];
    $('sheet').classList.toggle('revisiting', given !== null);
    $('sheet-rate').disabled = items.length === 0;
    $('sheet-rate').textContent = given ? 'Change these …' : 'Rate these …';
    $('sheet-undo').disabled = earlier(given) === null;
    $('sheet-tiles').replaceChildren(...items.map(tile));
    looks.watch($('sheet-tiles').children);
    $('sheet-tiles').children[0]?.focus();
  }

  function tile(item, i) {
    const [button, name] = [document.createElement('button'), document.createElement('span')];
    button.type = 'button';
    button.className = 'sheet-tile';
    button.tabIndex = i === 0 ? 0 : -1;
    button.setAttribute('aria-pressed', String(marked.has(item.id)));
    item.image.alt = '';
    item.image.style.transform = '';
    name.textContent = item.className;
    button.append(item.image, name);
    button.addEventListener('click', () => { move(i); mark(); });
    return button;
  }

  function press(event) {
    const columns = getComputedStyle($('sheet-tiles')).gridTemplateColumns.split(' ').length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const inTiles = event.target.closest('#sheet-tiles') !== null;
    const key = event.key.toLowerCase();
    if (step) move(Math.max(0, Math.min(items.length - 1, at + step)));
    else if (event.repeat && event.key !== 'Tab') return true;   // a key held down is pressed once
    else if (key === 'x') mark();
    else if (key === 'u') undo();
    else if (event.key === 'Enter' && (inTiles || event.target === document.body)) finish();
    else if (event.key === 'Escape') {
      if (given) turn();
      else leave();
    } else return event.key === ' ' ? false : /^[1-9a-z]$/.test(key) && !'git'.includes(key);
    return true;
  }

  function move(to) {
    const tiles = $('sheet-tiles').children;
    if (tiles[at]) tiles[at].tabIndex = -1;
    at = to;
    if (tiles[at]) {
      tiles[at].tabIndex = 0;
      tiles[at].focus();
    }
  }

  function mark() {
    const item = items[at];
    if (!item) return;
    if (!marked.delete(item.id)) marked.add(item.id);
    if (!given) memory.keep(item.id, { implausible: marked.has(item.id) });
    $('sheet-tiles').children[at].setAttribute('aria-pressed', String(marked.has(item.id)));
  }

  /** Asks, and rates what was on the screen; what was not stays. */
  async function finish() {
    const { minLookMs } = study();
    const verdicts = items.map((item, i) => ({ item, verdict: marked.has(item.id) ? 'implausible' : 'plausible', ms: looks.ms($('sheet-tiles').children[i]) }));
    const seen = verdicts.filter(({ ms }) => ms >= minLookMs);
    const chosen = given ? seen.filter(({ item, verdict }) => given.find((entry) => entry.item.id === item.id).verdict !== verdict) : seen;
    if (items.length === 0) return;
    if (seen.length === 0) return announce('Too soon: these tiles have only just appeared. Nothing was rated.', true);
    if (chosen.length === 0) return announce('No tile of this sheet has another verdict than before.', true);
    const agreed = await ask({ title: `${given ? 'Change' : 'Rate'} ${tiles(chosen.length)}?`, lines: summary(chosen, items.length - seen.length), yes: given ? 'Change them' : 'Rate them', no: 'Back to the sheet', minLookMs });
    if (!agreed || signal.aborted || !view.open) return $('sheet-tiles').children[at]?.focus();
    if (given) change(chosen);
    else rate(chosen);
    turn();
  }

  /** Shows the sheet before again, with its marks. */
  async function undo() {
    const entries = earlier(given);
    if (!entries) return announce('There is no earlier sheet to change.', true);
    const there = await Promise.all(entries.map(({ item }) => desk.load(item)));
    const changeable = entries.filter((_, i) => there[i]);
    if (signal.aborted || !view.open) return;
    if (changeable.length === 0) return announce('This sheet cannot be shown again: its set is complete, or the server does not answer.', true);
    given = changeable;
    show(given.map(({ item }) => item), new Set(given.filter(({ verdict }) => verdict === 'implausible').map(({ item }) => item.id)));
    announce(`Back at an earlier sheet of ${tiles(given.length)}. Its verdicts count until you change them.`);
  }
}

const tiles = (count) => count === 1 ? '1 tile' : `${count} tiles`;

function summary(chosen, unseen) {
  const implausible = chosen.filter(({ verdict }) => verdict === 'implausible');
  const classes = Map.groupBy(implausible, ({ item }) => item.className);
  return [
    `${implausible.length} implausible${implausible.length > 0 ? `: ${[...classes].map(([name, of]) => `${name}${of.length > 1 ? ` ${of.length}×` : ''}`).join(', ')}` : ''}`,
    `${chosen.length - implausible.length} plausible`,
    ...unseen > 0 ? [`${tiles(unseen)} ${unseen === 1 ? 'was' : 'were'} not on the screen long enough and ${unseen === 1 ? 'stays' : 'stay'} unrated.`] : [],
  ];
}
