// SPDX-License-Identifier: Apache-2.0
// A chart of uPlot's, with a legend of our own that shows the values under the pointer, or the latest.
import { html, useEffect, useRef, useState } from './html.mjs';
import { NONE, clock, known } from './format.mjs';

const HEIGHT = 150;
const SPAN_S = 600;
/** A program that has just begun has its first minute to itself. */
const LEAST_S = 60;

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function axis(words, isTime) {
  return {
    stroke: () => colour('low'), font: '11px system-ui, sans-serif', size: isTime ? 26 : 56, gap: 4,
    grid: { stroke: () => colour('edge'), width: 1 }, ticks: { show: false },
    values: (_, splits, index, space, step) => splits.map(value => isTime ? clock(value * 1000).slice(0, step < 60 ? 8 : 5) : words(value)),
    ...(isTime ? { space: 70 } : { space: 36 }),
  };
}

function options(width, series, words, onPoint) {
  return {
    width, height: HEIGHT, legend: { show: false }, padding: [8, 24, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { range: (_, min, max) => [max - Math.min(SPAN_S, Math.max(LEAST_S, max - min)), max] }, y: { range: (_, min, max) => [0, Math.max(1, max * 1.15)] } },
    axes: [axis(words, true), axis(words, false)],
    series: [{}, ...series.map(([, name], index) => ({
      stroke: () => colour(name), width: 1.6, points: { show: false }, spanGaps: false,
      fill: index === 0 ? () => colour(`${name}-fill`) : undefined,
    }))],
    hooks: { setCursor: [plot => onPoint(plot.cursor.idx)] },
  };
}

export function Plot({ title, data, words, series }) {
  const place = useRef();
  const plot = useRef();
  const [at, setAt] = useState(null);

  useEffect(() => {
    plot.current = new window.uPlot(options(place.current.clientWidth, series, words, setAt), data, place.current);
    const resize = new ResizeObserver(([entry]) => plot.current.setSize({ width: Math.floor(entry.contentRect.width), height: HEIGHT }));
    resize.observe(place.current);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => plot.current.redraw(false);
    theme.addEventListener('change', redraw);
    return () => {
      resize.disconnect();
      theme.removeEventListener('change', redraw);
      plot.current.destroy();
    };
  }, []);
  useEffect(() => plot.current.setData(data), [data]);

  const last = data[0].length - 1;
  const index = known(at) && at <= last ? at : last;
  const values = series.map(([name], i) => [name, known(data[i + 1][index]) ? words(data[i + 1][index]) : NONE]);
  const spoken = `${title}, the last ten minutes. Latest: ${values.map(([name, value]) => `${name} ${value}`).join(', ')}`;
  return html`<figure class="plot">
    <figcaption><span class="plot-title">${title}</span>
      ${values.map(([name, value], i) => html`<span key=${name} class="key"><svg class=${`key-line ${series[i][1]}`} viewBox="0 0 16 4" aria-hidden="true"
        ><path d="M0 2h16" /></svg>${name} <b>${value}</b></span>`)}
      <span class="low plot-at">${known(at) && last >= 0 ? clock(data[0][index] * 1000) : 'now'}</span>
    </figcaption>
    <div class="plot-place" ref=${place} role="img" aria-label=${spoken}></div>
  </figure>`;
}
