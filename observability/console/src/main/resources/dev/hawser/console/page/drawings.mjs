// SPDX-License-Identifier: Apache-2.0
// Small pictures of numbers. They carry no meaning of their own: the numbers stand beside them.
import { html } from './html.mjs';
import { known } from './format.mjs';

const WIDTH = 100;

/** Busy, idle and connecting as parts of the most there may be. */
export function ConnectionsBar({ one }) {
  const max = Math.max(1, one.max ?? 0, one.busy + one.idle + one.connecting);
  const parts = [['busy', one.busy], ['idle', one.idle], ['connecting', one.connecting], ['draining', one.draining ?? 0]];
  let x = 0;
  const rects = parts.filter(([, count]) => count > 0).map(([name, count]) => {
    const width = count / max * WIDTH;
    const rect = html`<rect key=${name} class=${name} x=${x.toFixed(2)} y="0" width=${width.toFixed(2)} height="6" />`;
    x += width;
    return rect;
  });
  const extra = [['connecting', one.connecting], ['draining', one.draining ?? 0]].filter(([, count]) => count > 0)
    .map(([name, count]) => ` · ${count} ${name}`).join('');
  const words = `${one.busy} busy · ${one.idle} idle${extra}`;
  return html`
    <svg class="bar-drawing" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"
      ><rect class="room" width="100" height="6" />${rects}</svg>
    <span class="line low" title=${`${words}, at most ${one.max}`}>${words} <span class="of">/ ${one.max}</span></span>`;
}

/** 0 to 1. */
export function Level({ part }) {
  const width = Math.max(0, Math.min(1, part)) * WIDTH;
  return html`<svg class=${`bar-drawing ${part >= 0.9 ? 'full' : ''}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"
    ><rect class="room" width="100" height="6" /><rect class="busy" width=${width.toFixed(1)} height="6" /></svg>`;
}

/** Values of the last minute, the newest at the right; from 0 up. */
export function Spark({ values }) {
  const numbers = values.map(value => known(value) ? value : 0);
  const top = Math.max(1, ...numbers);
  const point = (value, index) =>
    `${(WIDTH - (numbers.length - 1 - index) * WIDTH / 59).toFixed(1)} ${(23 - value / top * 21).toFixed(1)}`;
  const line = numbers.map(point).join('L');
  const from = (WIDTH - (numbers.length - 1) * WIDTH / 59).toFixed(1);
  return html`<svg class="spark-drawing" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
    ${numbers.length > 1 && html`<path class="area" d=${`M${from} 24L${line}L${WIDTH} 24z`} /><path class="stroke" d=${`M${line}`} />`}
  </svg>`;
}
