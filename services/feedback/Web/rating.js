// The rating view: one tile or a pair, rated with one key. A key press shows the next picture synchronously; the outbox sends the rating.

import * as api from './api.js';
import { belongsElsewhere, labelOf, lettersFor } from './keys.js';
import { Look } from './look.js';
import { openPanels } from './panels.js';
import { allWaits, showMine } from './progress.js';
import { openReferences } from './references.js';
import { change, settings } from './settings.js';
import { openSheet } from './sheet.js';
import { openStage } from './stage.js';
import { openVotes } from './votes.js';

const $ = (id) => document.getElementById(id);
const towards = { ArrowLeft: 0, ArrowDown: 0.5, ArrowRight: 1 };   // for a pair
const paceOver = 15, progressTime = 30_000;

/** Opens the view; the result closes it. The argument names letters that the page uses otherwise. */
export function openRating(session, desk, outbox, memory, nextTheme, used = '') {
  const closing = new AbortController();
  const on = (target, name, handle) => target.addEventListener(name, handle, { signal: closing.signal });

  const studies = new Map();        // how to judge, by set
  let study = null, letters = [];   // of the item on the screen
  let shown = null;                 // on the screen: an item, or an earlier one that is shown again
  let faults = new Set(), remark = '';
  let revisiting = null;            // the earlier rating that is shown again
  let ratedHere = 0, own = [], times = [], asked = 0;
  const look = new Look();          // at what is shown
  const isReviewer = session.role === 'reviewer';

  const votes = openVotes(desk, outbox, memory, studies);
  const stage = openStage(closing.signal, announce);
  const references = openReferences(closing.signal, () => revisiting || showCurrent());
  const panels = openPanels(closing.signal, () => study, () => letters);
  const sheet = openSheet(closing.signal, desk, memory, {
    study: () => study, rate: rateSheet, change: changeSheet, earlier: votes.earlierSheet, leave: () => toggleSheet(false), announce,
  });

  const actions = {
    u: undo, s: skip, m: () => canRate() && panels.remark(remark, study.maxRemarkLength, enterRemark),
    p: stage.togglePixels, ' ': stage.toggleZoom, '+': stage.zoomIn, '=': stage.zoomIn, '-': stage.zoomOut, 0: stage.zoomNone, '?': panels.help, i: panels.instructions, g: () => toggleSheet(!sheet.open), t: nextTheme,
  };
  for (const [id, key] of [['undo', 'u'], ['skip', 's'], ['remark', 'm'], ['scaling', 'p'], ['zoom', ' '], ['zoom-in', '+'], ['zoom-out', '-'], ['tool-help', '?'], ['tool-instructions', 'i'], ['tool-sheet', 'g']])
    on($(id), 'click', () => actions[key]());

  on(document, 'keydown', press);
  on(desk, 'set', newSet);
  on(desk, 'change', () => { if (!revisiting) showCurrent(); sheet.refresh(); renderStatus(); });
  on(outbox, 'change', () => { renderStatus(); if (outbox.waiting === 0 && (left() === null || !$('empty').hidden)) refreshProgress(); });
  on(outbox, 'refused', ({ detail }) => refused(detail.entry, detail.error));
  on(document, 'visibilitychange', () => document.hidden || sheet.open ? look.pause() : look.start());
  on($('progress-text'), 'click', async () => { await refreshProgress(); showMine(own, isReviewer); });
  on($('goal'), 'change', () => { change({ goal: Math.max(1, Math.min(5000, Number($('goal').value) || 50)) }); renderStatus(); });
  $('goal').value = settings.goal;
  $('tool-sheet').hidden = isReviewer;
  showCurrent();
  refreshProgress();
  renderStatus();
  const refreshing = setInterval(() => $('empty').hidden || refreshProgress(), progressTime);
  return {
    openWork: votes.openWork,
    close: () => {
      clearInterval(refreshing);
      look.pause();
      closing.abort();
    },
  };

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
      const [number, before, studies] = [++asked, ratedHere, await api.studies()];
      if (number !== asked || closing.signal.aborted) return;
      if (own.length > 0 && (outbox.waiting > 0 || ratedHere !== before)) return;   // the server does not know the latest ratings
      own = studies;
      renderStatus();
      if (!$('empty').hidden) renderEmpty();
    } catch { /* shown after the next request */ }
  }

  function left() { return own.find((study) => study.setId === desk.setId)?.left ?? null; }

  /** Counts ratings at once; the server is asked later. */
  function count(items) {
    ratedHere += items.length;
    own = own.map((study) => {
      const rated = items.filter((item) => item.setId === study.setId).length;
      return { ...study, rated: study.rated + rated, left: Math.max(0, study.left - rated), ready: Math.max(0, study.ready - rated) };
    });
    renderStatus();
  }

  function press(event) {
    if (belongsElsewhere(event) || $('app').hidden) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onButton = event.target.closest('button, a') !== null;
    if (key === 'Escape' && revisiting) return forward();
    if (sheet.open && sheet.press(event)) return event.preventDefault();
    if (!onButton && !sheet.open && stage.press(event)) return event.preventDefault();
    if (!settings.singleKeys) return;
    if (key === ' ' && onButton) return;   // Space presses the button that has the focus
    if (event.repeat) return onButton && event.key === 'Enter' ? event.preventDefault() : undefined;   // a key held down is not a second verdict
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
    if (look.ms < study.minLookMs) return announce('Too soon: this tile has only just appeared. Nothing was rated; look, then rate it.', true);
    const [lookedMs, given] = [look.ms, { verdict: level.verdict, faults: [...faults], remark: remark.trim() }];
    if (revisiting) {
      votes.change(revisiting, given, lookedMs);
      announce(`Changed to ${level.label.toLowerCase()}`);
      return forward(true);
    }
    const item = shown;
    votes.give([{ item, ...given, lookedMs }]);
    count([item]);
    times = [...times, lookedMs].slice(-paceOver);
    showCurrent(level.label);
  }

  function rateSheet(chosen) {
    votes.give(chosen.map(({ item, verdict, ms }) => ({ item, verdict, faults: [], remark: '', lookedMs: ms })), crypto.randomUUID());
    count(chosen.map(({ item }) => item));
    announce(`${chosen.length} tiles rated, ${chosen.filter(({ verdict }) => verdict === 'implausible').length} of them implausible. U takes the sheet back.`, true);
  }

  function changeSheet(chosen) {
    for (const { item, verdict, ms } of chosen) {
      const entry = memory.history.find((e) => e.item.id === item.id);
      votes.change(entry, { verdict, faults: entry.faults, remark: entry.remark }, ms);
    }
    announce(`${chosen.length} ${chosen.length === 1 ? 'tile' : 'tiles'} changed`, true);
  }

  function refused(entry, error) {
    const reason = error.type === 'set-frozen' ? 'Too late: the set is complete.' : `Not accepted: ${error.message}`;
    announce(entry.body.remark ? `${reason} Your remark was: ${entry.body.remark}` : reason, true);
    votes.refused(entry);
    refreshProgress();
  }

  function enterRemark(text) {
    remark = text;
    keep();
    render();
  }

  /** Keeps what is entered on the tile until it is rated. */
  function keep() { memory.keep(shown.id, { faults: [...faults], remark }); }

  function skip() {
    if (revisiting) return forward();
    if (!shown) return;
    outbox.add('skip', shown.id, null);
    desk.putOff([shown.id]);
    showCurrent('Later');
  }

  async function undo() {
    if (sheet.open) return sheet.undo();
    const to = (revisiting ? memory.history.indexOf(revisiting) : memory.history.length) - 1;
    const entry = memory.history[to];
    if (!entry) return announce('There is no earlier tile to change.', true);
    if (!await knows(entry.item.setId) || !await desk.load(entry.item)) return announce('The earlier tile cannot be shown again: its set is complete, or the server does not answer.', true);
    if (closing.signal.aborted || sheet.open) return;
    if (!votes.mayChange(entry)) return announce('The study no longer allows to change earlier ratings.', true);
    hasReferences(entry.item);   // asks for them
    revisiting = entry;
    show(entry.item, entry);
    announce(`Back at an earlier tile, ${spoken(entry.item)}. Your verdict: ${labelFor(entry.verdict)}. Rate it again, or press Escape.`);
  }

  /** Whether it is known how to judge a set; asks for it. */
  async function knows(setId) {
    if (!studies.has(setId)) studies.set(setId, await api.study(setId).catch(() => null));
    if (!studies.get(setId)) studies.delete(setId);
    return studies.has(setId);
  }

  function forward(rated = false) {
    revisiting = null;
    shown = null;
    showCurrent(rated ? null : undefined);
  }

  function showCurrent(said) {
    if (revisiting) return;
    desk.ready.forEach(hasReferences);
    const item = desk.current && hasReferences(desk.current) ? desk.current : null;
    if (item) use(studies.get(item.setId));
    if (sheet.open) return;
    if (item === shown && item) return;
    if (item) show(item);
    else shown = null;
    if (!item) {
      look.pause();
      if ($('empty').hidden) refreshProgress();
      [$('rating').hidden, $('empty').hidden] = [true, false];
      renderEmpty();
    } else if (said !== undefined) announce(`${said ? `${said}. ` : ''}${spoken(item)}`);
  }

  /** Whether the item's study is known and the real tiles of its class are there. If not, they are on their way. */
  function hasReferences(item) {
    return studies.has(item.setId) && references.ready(studies.get(item.setId), item.classCode);
  }

  /** Shows an item with what was entered on it, or else with what was said before. */
  function show(item, before = null) {
    use(studies.get(item.setId));
    const entered = memory.draft(item.id) ?? before;
    [shown, faults, remark] = [item, new Set(entered?.faults), entered?.remark ?? ''];
    look.restart();
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
    keep();
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
    $('verdicts').replaceChildren(...study.scale.map((level, i) => button(`verdict ${study.sideBySide ? 'side' : `step-${study.scale.length === 3 ? 2 * i + 1 : i + 1}`}`, [level.label], String(i + 1), (event) => rateByClick(event, level))));
    $('criteria').replaceChildren(...study.criteria.map(criterion));
    $('remark').hidden = study.maxRemarkLength === 0;
    [$('checks').hidden, $('tool-sheet').hidden] = [study.criteria.length === 0, study.sideBySide || isReviewer];
    $('rating').classList.toggle('pairs', study.sideBySide);
    $('question-asked').textContent = study.sideBySide ? 'Which is the more plausible' : 'Could this be';
    $('verdicts').setAttribute('aria-label', study.sideBySide ? 'The more plausible tile' : 'Plausibility');
    $('stage').setAttribute('aria-label', study.sideBySide ? 'Two tiles. Left and right arrow choose one. Plus and minus zoom, arrow keys with Shift move them when zoomed.' : 'Tile. Plus and minus zoom, arrow keys move it when zoomed.');
  }

  /** A double click is one verdict. The button does not keep the focus of a click, or Space would press it again. */
  function rateByClick({ detail, currentTarget }, level) {
    if (detail > 0) currentTarget.blur();
    if (detail > 1) announce('A double click rates one tile only.', true);
    else rate(level);
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
      const before = revisiting?.verdict === study.scale[i].verdict;
      b.classList.toggle('given', before);
      b.toggleAttribute('aria-current', before);
    });
    $('remark').classList.toggle('set', remark.trim() !== '');
    $('rating').classList.toggle('revisiting', revisiting !== null);
    renderUndo();
  }

  function renderUndo() { $('undo').disabled = memory.history.length === 0 || revisiting === memory.history[0]; }

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
    const pace = times.length === 0 ? null : [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] / 1000;
    $('status-pace').textContent = pace === null ? '' : `${pace.toFixed(1)} s a tile`;
    $('progress').max = settings.goal;
    $('progress').value = Math.min(ratedHere, settings.goal);
    const goal = ratedHere < settings.goal ? `${ratedHere} of ${settings.goal}` : `${ratedHere} rated, goal reached`;
    $('progress-text').textContent = `${goal}${left() === null || (desk.exhausted && !desk.current) ? '' : `, ${left()} left in this set`}`;
    renderUndo();
  }

  function renderEmpty() {
    const loading = !desk.exhausted || desk.current !== null;
    $('empty-title').textContent = loading ? 'Fetching tiles …' : 'Nothing to rate for now';
    const thanks = ratedHere > 0 ? `Thank you: ${ratedHere} rated in this session. ` : '';
    const back = memory.history.length > 0 ? ' Press U to look at your last tile again.' : '';
    $('rate-here').hidden = true;
    $('empty-text').textContent = loading ? 'The first tile is on its way.' : `${thanks}${isReviewer ? 'New disputes appear here by themselves.' : allWaits(own)}${back}`;
  }

  function toggleSheet(open) {
    if (open && (revisiting || !study || study.sideBySide || isReviewer)) return;
    if (open) look.pause();
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
    $('status-note').textContent = visible ? text : '';
    if (visible) panels.toast(text);
  }
}
