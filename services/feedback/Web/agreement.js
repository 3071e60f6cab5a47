// For reviewers and operators: how well raters agree, with themselves, with each other and with the truth.

import * as api from './api.js';
import { belongsElsewhere } from './keys.js';
import { settings } from './settings.js';

const $ = (id) => document.getElementById(id);

/** Opens the view; the result closes it. */
export function openAgreement(signOut, nextTheme) {
  const closing = new AbortController();
  for (const id of ['rating', 'sheet', 'empty', 'tool-instructions', 'tool-sheet', 'tool-help']) $(id).hidden = true;
  document.querySelector('.progress').style.visibility = 'hidden';
  for (const element of [document.querySelector('.goal'), $('status-sync')]) element.hidden = true;
  $('agreement').hidden = false;
  $('tool-sign-out').addEventListener('click', signOut, { signal: closing.signal });
  document.addEventListener('keydown', (event) => {
    if (belongsElsewhere(event) || !settings.singleKeys) return;
    ({ q: signOut, t: nextTheme })[event.key.toLowerCase()]?.();
  }, { signal: closing.signal });
  document.title = 'Agreement – PathAlign';
  load();
  return () => {
    closing.abort();
    location.reload();   // whoever comes next finds the page as new
  };
}

async function load() {
  try {
    const human = await api.agreement('?kind=human');
    show(human.ratings > 0 ? human : await api.agreement('?kind=simulated'));
  } catch (error) {
    $('agreement-text').textContent = error.type === 'unknown-round' ? 'No round has put tiles up for rating yet.' : `Not available: ${error.message}`;
  }
}

function show(report) {
  $('agreement-text').textContent = `Round ${report.roundId}: ${report.ratings} ratings of ${report.images} tiles by ${report.kind === 'human' ? 'people' : 'a program'}. Intervals are 95 %.`;
  $('agreement-tables').replaceChildren(
    table('All raters', ['Figure', 'Value'], [['Krippendorff’s α, ordinal', figure(report.alphaOrdinal)], ['Krippendorff’s α, nominal', figure(report.alphaNominal)]]),
    table('Raters', ['Rater', 'Ratings', 'Unsure', 'Median time', 'Same at repeat', 'Controls right', 'Drift per 100'], report.raters.map((r) => [
      r.name, r.ratings, share(r.unsure), r.medianSeconds === null ? '–' : `${r.medianSeconds.toFixed(1)} s`, share(r.repeats?.same), share(r.controls?.right), figure(r.drift)])),
    table('Pairs', ['Raters', 'Tiles', 'Weighted κ', 'κ'], report.pairs.map((p) => [`${p.first}, ${p.second}`, p.images, figure(p.weightedKappa), figure(p.kappa)])),
    table('Classes', ['Class', 'Ratings', 'Called plausible', 'α, ordinal'], report.classes.map((c) => [c.name, c.ratings, share(c.plausible), figure(c.alphaOrdinal)])),
    table('Criteria', ['Criterion', 'Found wrong', 'α, nominal'], report.criteria.map((c) => [c.name.replaceAll('-', ' '), share(c.wrong), figure(c.alphaNominal)])));
}

function table(title, head, rows) {
  const [section, heading, scroll, element, top, body] = ['section', 'h2', 'div', 'table', 'thead', 'tbody'].map((n) => document.createElement(n));
  heading.textContent = title;
  scroll.className = 'table';
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', title);
  top.append(row(head, 'th', 'col'));
  body.append(...rows.map((cells) => row(cells)));
  element.append(top, body);
  scroll.append(element);
  section.append(heading, rows.length > 0 ? scroll : Object.assign(document.createElement('p'), { className: 'quiet', textContent: 'None yet.' }));
  return section;
}

function row(cells, name = 'td', scope = null) {
  const element = document.createElement('tr');
  element.append(...cells.map((text, i) => {
    const cell = document.createElement(i === 0 && !scope ? 'th' : name);
    if (scope ?? (i === 0)) cell.scope = scope ?? 'row';
    cell.textContent = text;
    return cell;
  }));
  return element;
}

const figure = (interval) => interval ? `${interval.value.toFixed(2)} [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]` : '–';
const share = (interval) => interval ? `${(100 * interval.value).toFixed(0)} % [${(100 * interval.low).toFixed(0)}, ${(100 * interval.high).toFixed(0)}], n ${interval.count}` : '–';
