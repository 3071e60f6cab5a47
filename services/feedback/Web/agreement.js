// For reviewers and operators: how well raters agree with themselves and with each other, and their verdicts on real tiles.

import * as api from './api.js';
import { table } from './page.js';
import { openDisputes } from './progress.js';

const $ = (id) => document.getElementById(id);

export const id = 'agreement', title = 'Agreement', key = 'a';

export function open() {
  load();
}

export function close() { /* nothing to stop */ }

async function load() {
  try {
    const [images, pairs] = await Promise.all([about('images'), about('pairs')]);
    show(images, pairs);
  } catch (error) {
    $('agreement-text').textContent = error.type === 'unknown-round' ? `No round to show yet. Reviewers see a round when its ratings are complete. ${await disputes()}` : `Not available: ${error.message}`;
  }
}

/** What waits for reviewers; nothing if the caller is none. */
const disputes = () => api.studies().then(openDisputes, () => '');

/** The report on people's ratings, or on programs' if no person has rated. */
async function about(of) {
  const human = await api.agreement(`?of=${of}&kind=human`);
  return human.ratings > 0 ? human : api.agreement(`?of=${of}&kind=simulated`);
}

function show(images, pairs) {
  const told = [images, pairs].filter((report) => report.ratings > 0);
  $('agreement-text').textContent = `Round ${images.roundId}: ${told.map((r) => `${r.ratings} ratings of ${r.images} ${r.of === 'pairs' ? 'pairs' : 'tiles'} by ${r.kind === 'human' ? 'people' : 'a program'}`).join(', ') || 'nothing rated yet'}. Intervals are 95 %.`;
  const weights = table('Weights of raters in training', ['Rater', 'Weight', 'Reliability', 'Ratings used'], images.weights.map((w) => [
    w.simulated ? `${w.rater} (program)` : w.rater, w.weight.toFixed(3), w.reliability === null ? '–' : w.reliability.toFixed(3), w.count]));
  $('agreement-tables').replaceChildren(...told.flatMap(tables), weights);
}

function tables(report) {
  const [ofPairs, thing] = report.of === 'pairs' ? [', side by side', 'Pairs'] : ['', 'Tiles'];
  return [
    table(`All raters${ofPairs}`, ['Figure', 'Value'], [['Krippendorff’s α, ordinal', figure(report.alphaOrdinal)], ['Krippendorff’s α, nominal', figure(report.alphaNominal)]]),
    table(`Raters${ofPairs}`, ['Rater', 'Ratings', ofPairs ? 'Alike' : 'Unsure', 'Median time', 'Same at repeat', 'Controls right', 'Drift per 100'], report.raters.map((r) => [
      r.name, r.ratings, share(r.unsure), r.medianSeconds === null ? '–' : `${r.medianSeconds.toFixed(1)} s`, share(r.repeats?.same), share(r.controls?.right), figure(r.drift)])),
    table(`Every two raters${ofPairs}`, ['Raters', thing, 'Weighted κ', 'κ'], report.pairs.map((p) => [`${p.first}, ${p.second}`, p.images, figure(p.weightedKappa), figure(p.kappa)])),
    table(`Classes${ofPairs}`, ['Class', 'Ratings', ofPairs ? 'Right tile chosen' : 'Rated plausible', 'α, ordinal'], report.classes.map((c) => [c.name, c.ratings, share(c.plausible), figure(c.alphaOrdinal)])),
    ...report.criteria.length > 0 ? [table('Criteria', ['Criterion', 'Marked wrong', 'α, nominal'], report.criteria.map((c) => [c.name.replaceAll('-', ' '), share(c.wrong), figure(c.alphaNominal)]))] : [],
  ];
}

const figure = (interval) => interval ? `${interval.value.toFixed(2)} [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]` : '–';
const share = (interval) => interval ? `${(100 * interval.value).toFixed(0)} % [${(100 * interval.low).toFixed(0)}, ${(100 * interval.high).toFixed(0)}], n ${interval.count}` : '–';
