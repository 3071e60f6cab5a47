// The rating view: one tile or a pair, rated with one key. A key press shows the next picture synchronously; the outbox sends the rating.

import * as api from './api.js';
import { forget } from './desk.js';
import { belongsElsewhere, labelOf, lettersFor } from './keys.js';
import { openPanels } from './panels.js';
import { openReferences } from './references.js';
import { change, settings } from './settings.js';
import { openSheet } from './sheet.js';
import { openStage } from './stage.js';

const $ = (id) => document.getElementById(id);
const towards = { ArrowLeft: 0, ArrowDown: 0.5, ArrowRight: 1 };   // for a pair
const mostRemembered = 50, paceOver = 15, longestLook = 60_000;

/** Opens the view; the result closes it. The argument names letters that the page uses otherwise. */
export function openRating(session, desk, outbox, signOut, nextTheme, used = '') {
  const closing = new AbortController();
  const on = (target, name, handle) => target.addEventListener(name, handle, { signal: closing.signal });

  const studies = new Map();        // how to judge, by set
  let study = null, letters = [];   // of the item on the screen
  let shown = null;                 // on the screen: an item, or an earlier one that is shown again
  let since = 0;                    // the time at which it appeared
  let faults = new Set(), remark = '';
  let history = [], revisiting = -1;
  let ratedHere = 0, left = null, looks = [];

  const stage = openStage(closing.signal, announce);
  const references = openReferences(closing.signal, () => revisiting < 0 && showCurrent());
  const panels = openPanels(closing.signal, () => study, () => letters);
  const sheet = openSheet(closing.signal, desk, {
    rate: (items, marked) => {
      for (const item of items) send(item, marked.has(item.id) ? 'implausible' : 'plausible', [], '', 0, 0);
      desk.remove(items.map((item) => item.id));
      announce(`${items.length} tiles rated, ${marked.size} of them implausible`);
    },
    leave: () => toggleSheet(false),
  });

  const actions = {
    u: undo, s: skip, m: () => canRate() && panels.remark(remark, study.maxRemarkLength, (text) => { remark = text; render(); }),
    p: stage.togglePixels, ' ': stage.toggleZoom, '+': stage.zoomIn, '=': stage.zoomIn, '-': stage.zoomOut, 0: stage.zoomNone, '?': panels.help, i: panels.instructions, g: () => toggleSheet(!sheet.open), t: nextTheme, q: signOut,
  };
  for (const [id, key] of [['undo', 'u'], ['skip', 's'], ['remark', 'm'], ['scaling', 'p'], ['zoom', ' '], ['zoom-in', '+'], ['zoom-out', '-'], ['tool-help', '?'], ['tool-instructions', 'i'], ['tool-sheet', 'g'], ['tool-sign-out', 'q']])
    on($(id), 'click', () => actions[key]());

  on(document, 'keydown', press);
  on(desk, 'set', newSet);
  on(desk, 'change', () => { if (revisiting < 0) showCurrent(); sheet.refresh(); renderStatus(); });
  on(outbox, 'change', renderStatus);
  on(outbox, 'refused', ({ detail }) => {
    announce(detail.error.type === 'set-frozen' ? 'Too late: the set is complete.' : `Not accepted: ${detail.error.message}`, true);
    refreshProgress();
  });
  on($('goal'), 'change', () => { change({ goal: Math.max(1, Math.min(5000, Number($('goal').value) || 50)) }); renderStatus(); });
  $('goal').value = settings.goal;
  showCurrent();
  renderStatus();
  return () => closing.abort();

  async function newSet() {
    const { setId } = desk;
    try {
      studies.set(setId, await api.study(setId));
      if (closing.signal.aborted) return;
      refreshProgress();
      showCurrent();
    } catch { setTimeout(() => closing.signal.aborted || newSet(), 2000); }
  }

  function use(next) {
    if (study === next) return;
    study = next;
    letters = lettersFor(study.criteria, used);
    buildControls();
    if (study.sideBySide && sheet.open) toggleSheet(false);
  }

  async function refreshProgress() {
    try {
      if (desk.setId) left = (await api.progress(desk.setId)).left;
      renderStatus();
    } catch { /* shown after the next request */ }
  }

  function press(event) {
    if (belongsElsewhere(event) || $('app').hidden) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onButton = event.target.closest('button, a') !== null;
    if (key === 'Escape' && revisiting >= 0) return forward();
    if (sheet.open && sheet.press(event)) return event.preventDefault();
    if (!onButton && !sheet.open && stage.press(event)) return event.preventDefault();
    if (!settings.singleKeys) return;
    if (key === ' ' && onButton) return;   // Space presses the button that has the focus
    if (event.repeat) return;              // a key held down is not a second verdict
    const act = actions[key] ?? (sheet.open ? null : verdictOf(key, event.shiftKey) ?? faultOf(key));
    if (!act) return;
    event.preventDefault();
    act();
  }

  function verdictOf(key, withShift) {
    if (key in towards && withShift) return null;   // that moves the tiles
    const level = study?.scale[study.sideBySide && key in towards ? Math.round(towards[key] * (study.scale.length - 1)) : Number(key) - 1];
    return level ? () => rate(level) : null;
  }

  function faultOf(key) {
    const place = letters.indexOf(key);
    return place >= 0 && key ? () => toggleFault(study.criteria[place]) : null;
  }

  function canRate() { return shown !== null && study !== null; }

  function rate(level) {
    if (!canRate()) return;
    const looked = Math.round(Math.min(longestLook, performance.now() - since));
    if (revisiting >= 0) {
      const entry = history[revisiting];
      entry.revision++;
      Object.assign(entry, send(entry.item, level.verdict, [...faults], remark, looked, entry.revision));
      announce(`Changed to ${level.label.toLowerCase()}`);
      return forward(true);
    }
    remember({ item: shown, revision: 0, ...send(shown, level.verdict, [...faults], remark, looked, 0) });
    looks = [...looks, looked].slice(-paceOver);
    ratedHere++;
    if (left > 0) left--;
    desk.remove([shown.id]);
    showCurrent(level.label);
  }

  function send(item, verdict, chosen, text, lookedMs, revision) {
    const body = { imageId: item.id, verdict, faults: chosen.sort(), lookedMs };
    if (text) body.remark = text;
    if (revision > 0) body.revision = revision;
    outbox.add('rate', item.id, body);
    return { verdict, faults: chosen, remark: text };
  }

  function remember(entry) {
    history.push(entry);
    if (history.length > mostRemembered) forget(history.shift().item);
  }

  function skip() {
    if (revisiting >= 0) return forward();
    if (!shown) return;
    outbox.add('skip', shown.id, null);
    desk.putOff([shown.id]);
    showCurrent('Later');
  }

  function undo() {
    if (sheet.open) return;
    const to = revisiting < 0 ? history.length - 1 : revisiting - 1;
    if (to < 0) return announce('There is no earlier tile to change.', true);
    revisiting = to;
    const entry = history[to];
    show(entry.item, new Set(entry.faults), entry.remark);
    announce(`Back at an earlier tile, ${spoken(entry.item)}. Your verdict: ${labelFor(entry.verdict)}. Rate it again, or press Escape.`);
  }

  function forward(rated = false) {
    revisiting = -1;
    shown = null;
    showCurrent(rated ? null : undefined);
  }

  function showCurrent(said) {
    if (revisiting >= 0) return;
    desk.ready.forEach(hasReferences);
    const item = desk.current && hasReferences(desk.current) ? desk.current : null;
    if (item) use(studies.get(item.setId));
    if (sheet.open) return;
    if (item === shown && item) return;
    if (item) show(item, new Set(), '');
    else shown = null;
    if (!item) {
      [$('rating').hidden, $('empty').hidden] = [true, false];
      renderEmpty();
    } else if (said !== undefined) announce(`${said ? `${said}. ` : ''}${spoken(item)}`);
  }

  /** Whether the item's study is known and the real tiles of its class are there. If not, they are on their way. */
  function hasReferences(item) {
    return studies.has(item.setId) && references.ready(studies.get(item.setId), item.classCode);
  }

  function show(item, withFaults, withRemark) {
    use(studies.get(item.setId));
    [shown, faults, remark, since] = [item, withFaults, withRemark, performance.now()];
    [$('rating').hidden, $('empty').hidden] = [false, true];
    const tiles = [item.image, item.right].filter(Boolean);
    tiles.forEach((tile, i) => { tile.alt = `${tiles.length === 1 ? 'Tile to judge' : ['Left tile', 'Right tile'][i]}, which should show ${item.className}`; });
    stage.show(tiles, study.micrometresPerPixel);
    references.show(study, item.classCode);
    define(null);
    $('class-name').textContent = item.className;
    render();
    renderStatus();
  }

  function toggleFault(name) {
    if (!canRate()) return;
    if (!faults.delete(name)) faults.add(name);
    render();
    define(name);
    announce(`${name.replaceAll('-', ' ')} ${faults.has(name) ? 'looks wrong' : 'is fine'}`);
  }

  /** Says what a criterion means, or how to learn it. */
  function define(name) {
    const text = name ? study.definitions[name] : 'Point at a criterion, or press its letter, to read what it means.';
    if ($('definition').textContent !== text) $('definition').textContent = text;
  }

  function criterion(name, i) {
    const made = button('criterion', labelOf(name, letters[i]), letters[i].toUpperCase(), () => toggleFault(name));
    made.setAttribute('aria-description', study.definitions[name]);
    for (const event of ['pointerenter', 'focus']) on(made, event, () => define(name));
    return made;
  }

  function buildControls() {
    $('verdicts').replaceChildren(...study.scale.map((level, i) => button(`verdict ${study.sideBySide ? 'side' : `step-${study.scale.length === 3 ? 2 * i + 1 : i + 1}`}`, [level.label], String(i + 1), () => rate(level))));
    $('criteria').replaceChildren(...study.criteria.map(criterion));
    $('remark').hidden = study.maxRemarkLength === 0;
    [$('checks').hidden, $('tool-sheet').hidden] = [study.criteria.length === 0, study.sideBySide];
    $('rating').classList.toggle('pairs', study.sideBySide);
    $('question-asked').textContent = study.sideBySide ? 'Which is the more plausible' : 'Could this be';
    $('verdicts').setAttribute('aria-label', study.sideBySide ? 'The more plausible tile' : 'Plausibility');
    $('stage').setAttribute('aria-label', study.sideBySide ? 'Two tiles. Left and right arrow choose one. Plus and minus zoom, arrow keys with Shift move them when zoomed.' : 'Tile. Plus and minus zoom, arrow keys move it when zoomed.');
  }

  function button(className, [before, letter = '', after = ''], key, act) {
    const [element, text, kbd] = [document.createElement('button'), document.createElement('span'), document.createElement('kbd')];
    element.type = 'button';
    element.className = className;
    element.setAttribute('aria-keyshortcuts', key.toLowerCase());
    text.append(before);
    if (letter) text.append(Object.assign(document.createElement('u'), { textContent: letter }), after);
    kbd.textContent = key;
    element.append(text, kbd);
    on(element, 'click', act);
    return element;
  }

  function render() {
    [...$('criteria').children].forEach((b, i) => b.setAttribute('aria-pressed', String(faults.has(study.criteria[i]))));
    [...$('verdicts').children].forEach((b, i) => {
      const before = revisiting >= 0 && history[revisiting].verdict === study.scale[i].verdict;
      b.classList.toggle('given', before);
      b.toggleAttribute('aria-current', before);
    });
    $('remark').classList.toggle('set', remark !== '');
    $('rating').classList.toggle('revisiting', revisiting >= 0);
    $('undo').disabled = history.length === 0 || revisiting === 0;
  }

  function renderStatus() {
    const waiting = outbox.waiting;
    const state = waiting === 0 ? 'saved' : outbox.offline ? 'offline' : 'sending';
    const text = { saved: 'All saved', sending: `Sending ${waiting}`, offline: `Offline: ${waiting} kept in this browser${outbox.keeps ? '' : ' until it is closed'}` }[state];
    if ($('status-sync').textContent !== text) $('status-sync').textContent = text;
    $('status-sync').title = `${desk.ready.length} tiles are ready in case the connection is lost`;
    if ($('status-sync').dataset.state !== state) {
      if (state === 'offline') announce('Connection lost. You can continue: ratings are kept in this browser.', true);
      else if ($('status-sync').dataset.state === 'offline' && state === 'saved') announce('Connected again. All saved.', true);
      $('status-sync').dataset.state = state;
    }
    const pace = looks.length === 0 ? null : [...looks].sort((a, b) => a - b)[Math.floor(looks.length / 2)] / 1000;
    $('status-pace').textContent = pace === null ? '' : `${pace.toFixed(1)} s a tile`;
    $('progress').max = settings.goal;
    $('progress').value = Math.min(ratedHere, settings.goal);
    const goal = ratedHere < settings.goal ? `${ratedHere} of ${settings.goal}` : `${ratedHere} rated, goal reached`;
    $('progress-text').textContent = `${goal}${left === null ? '' : `, ${left} left in this set`}`;
    $('undo').disabled = history.length === 0 || revisiting === 0;
  }

  function renderEmpty() {
    const loading = !desk.exhausted || desk.current !== null;
    $('empty-title').textContent = loading ? 'Fetching tiles …' : 'Nothing to rate for now';
    $('empty-text').textContent = loading ? 'The first tile is on its way.' : `${ratedHere > 0 ? `Thank you: ${ratedHere} rated in this session. ` : ''}New tiles appear here by themselves.`;
    if (!loading && history.length > 0) $('empty-text').textContent += ' Press U to look at your last tile again.';
  }

  function toggleSheet(open) {
    if (open && (revisiting >= 0 || !study || study.sideBySide)) return;
    sheet.toggle(open);
    $('tool-sheet').setAttribute('aria-pressed', String(open));
    $('rating').hidden = open;
    if (open) $('empty').hidden = true;
    else {
      shown = null;
      showCurrent(null);
    }
  }

  function spoken(item) { return item ? `${study.sideBySide ? 'Which is the more plausible' : 'Could this be'} ${item.className}?` : ''; }

  function labelFor(verdict) { return study.scale.find((level) => level.verdict === verdict)?.label.toLowerCase() ?? verdict; }

  function announce(text, visible = false) {
    $('announcer').textContent = text;
    if (visible) panels.toast(text);
  }
}
