// For reviewers and operators: how well raters agree, with themselves, with each other and with the truth.

import * as api from './api.js';
import { table } from './page.js';

const $ = (id) => document.getElementById(id);

export const id = 'agreement', title = 'Agreement', key = 'a';

export function open() {
  load();
}

export function close() { /* nothing goes on */ }

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
    table('What a word weighs in learning', ['Rater', 'Weight', 'Reliability', 'Ratings that tell'], report.weights.map((w) => [
      w.simulated ? `${w.rater} (program)` : w.rater, w.weight.toFixed(3), w.reliability === null ? '–' : w.reliability.toFixed(3), w.count])),
    table('Pairs', ['Raters', 'Tiles', 'Weighted κ', 'κ'], report.pairs.map((p) => [`${p.first}, ${p.second}`, p.images, figure(p.weightedKappa), figure(p.kappa)])),
    table('Classes', ['Class', 'Ratings', 'Called plausible', 'α, ordinal'], report.classes.map((c) => [c.name, c.ratings, share(c.plausible), figure(c.alphaOrdinal)])),
    table('Criteria', ['Criterion', 'Found wrong', 'α, nominal'], report.criteria.map((c) => [c.name.replaceAll('-', ' '), share(c.wrong), figure(c.alphaNominal)])));
}

const figure = (interval) => interval ? `${interval.value.toFixed(2)} [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]` : '–';
const share = (interval) => interval ? `${(100 * interval.value).toFixed(0)} % [${(100 * interval.low).toFixed(0)}, ${(100 * interval.high).toFixed(0)}], n ${interval.count}` : '–';
