// For operators: the progress and the results of rounds.

import * as api from './api.js';
import { draw } from './chart.js';
import { element, table } from './page.js';

const $ = (id) => document.getElementById(id);
const stepNames = {
  draw: 'Draw', order: 'Choose images to rate', rate: 'Rate', learn: 'Train reward model', finetune: 'Finetune',
  compare: 'Draw before and after', 'rate-comparison': 'Rate both', decide: 'Decide', promote: 'Promote',
};
const shares = new Set(['plausible share', 'macro F1', 'precision', 'recall', 'coverage', 'authenticity']);
const [soon, later] = [2000, 15_000];   // milliseconds between requests while a round is open, and otherwise
const page = 10;
const reports = new Map();              // by object key; an object never changes
let shell = null, timer = 0, wanted = page, shown = '', chart = null;

export const id = 'rounds', title = 'Rounds', key = 'r';

export function open(opened) {
  shell = opened;
  wanted = page;
  shown = '';
  $('rounds-figure').onchange = () => look();
  $('champion-cancel').onclick = () => $('champion').close();
  $('rounds-more').onclick = () => {
    wanted += page;
    look();
  };
  look();
}

export function close() {
  clearTimeout(timer);
  chart?.close();
  shell = chart = null;
}

async function look() {
  clearTimeout(timer);
  const [asking, figure] = [shell, $('rounds-figure').value];
  let open = false;
  try {
    const found = await api.rounds(wanted);
    const generator = found.rounds.length > 0 ? await generatorOf(found.rounds[0].planKey) : null;
    const champions = generator ? await api.champions(generator) : [];
    await Promise.all(found.rounds.filter((r) => r.reportKey && !reports.has(r.reportKey)).map(async (r) => reports.set(r.reportKey, await api.stored(r.reportKey))));
    if (shell !== asking) return;
    open = found.rounds.some((r) => r.state === 'open');
    const now = JSON.stringify([found, champions, figure]);
    if (now !== shown) show(found, generator, champions);
    shown = now;
  } catch (error) {
    if (shell !== asking) return;
    $('rounds-text').textContent = error instanceof api.OfflineError ? 'The server does not answer. Trying again …' : `Not available: ${error.message}`;
    shown = '';
  }
  timer = setTimeout(look, open ? soon : later);
}

const plans = new Map();

async function generatorOf(planKey) {
  if (!plans.has(planKey)) plans.set(planKey, await api.stored(planKey));
  return plans.get(planKey).generatorKey;
}

function show(found, generator, champions) {
  $('rounds-text').textContent = found.rounds.length === 0 ? 'No round has begun yet.' : '';
  $('rounds-more').hidden = found.next === null;
  const focused = document.activeElement?.id;
  $('rounds-list').replaceChildren(...found.rounds.map((round) => card(round, generator, champions[0]?.adapterKey ?? null)));
  if (focused) $(focused)?.focus();   // the focused element was created again
  showChampions(generator, champions);
  showFigures(found.rounds.filter((r) => r.reportKey).map((r) => reports.get(r.reportKey)).reverse());
}

function card(round, generator, champion) {
  const report = reports.get(round.reportKey);
  const isChampion = champion !== null && round.adapterKey === champion;
  return element('article', [
    element('header', [
      element('h2', round.roundId),
      element('span', round.state, { class: 'badge', 'data-state': round.state }),
      isChampion ? element('span', 'champion', { class: 'badge', 'data-state': 'champion' }) : null,
      element('span', `begun ${new Date(round.startedAt).toLocaleString()}`, { class: 'quiet' }),
    ]),
    element('ol', round.steps.map(step), { class: 'steps' }),
    round.state === 'open' && round.blocker ? element('p', `${round.blocker[0].toUpperCase()}${round.blocker.slice(1)}.`, { class: 'blocker' }) : null,
    report ? element('p', summary(report)) : null,
    round.objections.length > 0 ? element('ul', round.objections.map((text) => element('li', text)), { class: 'objections' }) : null,
    ...round.steps.filter((s) => s.state === 'failed').map(parked),
    element('div', [
      report ? element('a', 'Report', { id: `report-${round.roundId}`, href: api.reportAddress(round.roundId), target: '_blank', rel: 'noopener' }) : null,
      action('Images', `images-of-${round.roundId}`, () => shell.showImages(round.roundId)),
      report && !isChampion ? action('Make it the champion', `promote-${round.roundId}`, () => changeChampion(generator, round.roundId)) : null,
    ], { class: 'actions' }),
  ], { class: 'round', 'aria-label': `Round ${round.roundId}` });
}

function action(text, id, act) {
  const button = element('button', text, { type: 'button', id });
  button.addEventListener('click', act);
  return button;
}

/** Asks for the reason, which the history keeps. */
function changeChampion(generator, roundId) {
  $('champion-title').textContent = roundId ? `Make the adapter of ${roundId} the champion` : 'Go back to the bare generator';
  $('champion-reason').value = $('champion-error').textContent = '';
  $('champion-form').onsubmit = async (event) => {
    event.preventDefault();
    try {
      await api.setChampion(generator, roundId, $('champion-reason').value);
      $('champion').close();
      look();
    } catch (error) {
      $('champion-error').textContent = error.message;
    }
  };
  $('champion').showModal();
}

function showChampions(generator, champions) {
  $('rounds-champions').hidden = champions.length === 0;
  if (champions.length === 0) return;
  $('champions-table').replaceChildren(table('Champions', ['Adapter of', 'Since', 'By', 'Why'], champions.map((c) => [
    c.roundId ?? 'none: the bare generator', new Date(c.at).toLocaleString(), c.by, c.reason ?? 'promoted by the gate'])));
  $('champions-back').hidden = champions[0].adapterKey === null;
  $('champions-back').onclick = () => changeChampion(generator, null);
}

function step(step) {
  const part = step.total > 0 && step.state !== 'done' ? `${step.done}/${step.total}` : '';
  const left = step.secondsLeft > 0 ? `${Math.ceil(step.secondsLeft / 60)} min left` : '';
  return element('li', [
    element('span', stepNames[step.name] ?? step.name),
    element('small', [step.state, part, left].filter((text) => text !== '').join(', ')),
    step.state === 'running' && step.total > 0 ? element('progress', '', { max: step.total, value: step.done, 'aria-label': stepNames[step.name] ?? step.name }) : null,
  ], { 'data-state': step.state, title: step.note });
}

/** A parked job, with a button that tries it again. */
function parked(step) {
  const again = action('Try again', `redrive-${step.jobId}`, async () => {
    again.disabled = true;
    await api.redrive(step.jobId).catch((error) => { $('rounds-text').textContent = `Not done: ${error.message}`; });
    look();
  });
  return element('p', [element('span', `${stepNames[step.name]}: ${step.error ?? 'failed'}`, { class: 'error' }), again], { class: 'parked' });
}

function summary(report) {
  const of = (name) => report.figures.find((figure) => figure.name === name);
  const parts = ['plausible share', 'macro F1', 'Fréchet distance', 'recall'].map(of).filter(Boolean).map((figure) => `${figure.name} ${number(figure, figure.before.value)} → ${number(figure, figure.after.value)} (${change(figure)})`);
  return `${parts.join('; ')}. ${report.imagesPerSide} images a side, seed ${report.seed}, ${report.simulatedRaters ? 'simulated pathologist' : 'human raters'}.`;
}

function showFigures(decided) {
  $('rounds-figures').hidden = decided.length === 0;
  if (decided.length === 0) return;
  const names = decided[0].figures.map((figure) => figure.name);
  const name = names.includes($('rounds-figure').value) ? $('rounds-figure').value : names[0];
  $('rounds-figure').replaceChildren(...names.map((text) => element('option', text)));
  $('rounds-figure').value = name;
  const rows = decided.map((report) => ({ round: report.roundId, figure: report.figures.find((figure) => figure.name === name) }));
  chart?.close();
  chart = draw($('rounds-chart'), name, rows);
  $('rounds-table').replaceChildren(table(`${name}, with 95 % intervals`, ['Round', 'Before', 'After', 'Change'],
    rows.map(({ round, figure }) => [round, interval(figure, figure.before), interval(figure, figure.after), change(figure)])));
}

const number = (figure, value) => shares.has(figure.name) ? value.toFixed(3) : value.toFixed(2);
const interval = (figure, of) => `${number(figure, of.value)} [${number(figure, of.low)}, ${number(figure, of.high)}]`;
const signed = (figure, value) => `${value > 0 ? '+' : ''}${number(figure, value)}`;
const change = (figure) => `${signed(figure, figure.change.value)} [${signed(figure, figure.change.low)}, ${signed(figure, figure.change.high)}]`;
