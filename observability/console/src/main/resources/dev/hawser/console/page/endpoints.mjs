// SPDX-License-Identifier: Apache-2.0
// The table of endpoints: search, filter, order, and pages, so that only the rows in sight exist.
import { html, useRef, useState } from './html.mjs';
import { plural } from './format.mjs';
import { PAGE_SIZE, counted, firstOrder, inOrderOf, matching, ordered } from './rows.mjs';
import { Row } from './row.mjs';
import { stateOf } from './states.mjs';

const COLUMNS = [
  ['state', 'State'], ['endpoint', 'Endpoint'], ['why', 'Reason and last error'], ['weight', 'Weight'],
  ['connections', 'Connections'], ['inFlight', 'In flight'], ['rate', 'Rate used'], ['calls', 'Share'],
];
/** Rows that change places every second can't be read. */
const ORDER_HELD_MS = 5000;

/** The order, held for a while, and as long as somebody points at a row or is in it. */
function useHeldOrder(endpoints, order, choice) {
  const held = useRef({ at: -Infinity });
  const body = useRef();
  const isPointedAt = body.current?.matches(':hover, :focus-within');
  const now = performance.now();
  const isSame = held.current.choice === choice && held.current.count === endpoints.length;
  if (isSame && (isPointedAt || now - held.current.at < ORDER_HELD_MS)) {
    return [inOrderOf(held.current.addresses, endpoints), body];
  }
  const sorted = ordered(endpoints, order);
  held.current = { at: now, choice, count: endpoints.length, addresses: sorted.map(one => one.address) };
  return [sorted, body];
}

function Filters({ endpoints, words, setWords, state, setState, order, setOrder }) {
  const chip = (name, count) => html`
    <button key=${name} type="button" class=${`chip ${name ? stateOf(name).tone : ''}`} aria-pressed=${state === name}
      onClick=${() => setState(state === name ? '' : name)}>${name ? stateOf(name).word : 'All'} <b>${count}</b></button>`;
  return html`
    <div class="filters" role="group" aria-label="Which endpoints">
      <input type="search" aria-label="Search endpoints" placeholder="Search: address, zone, error …" value=${words}
        onInput=${event => setWords(event.currentTarget.value)} />
      <div class="chips">
        ${chip('', endpoints.length)}
        ${counted(endpoints).map(([name, count]) => chip(name, count))}
        ${state && !counted(endpoints).some(([name]) => name === state) && chip(state, 0)}
      </div>
      <label class="sort-by">Sort by
        <select value=${order.by} onChange=${event => setOrder({ by: event.currentTarget.value, isReversed: false })}>
          ${COLUMNS.map(([id, word]) => html`<option key=${id} value=${id} selected=${order.by === id}>${word}</option>`)}
        </select>
      </label>
    </div>`;
}

function Head({ order, setOrder }) {
  const sorted = id => order.by === id ? (order.isReversed ? 'descending' : 'ascending') : undefined;
  return html`<thead role="rowgroup"><tr role="row">
    ${COLUMNS.map(([id, word]) => html`<th key=${id} role="columnheader" scope="col" class=${`c-${id}`} aria-sort=${sorted(id)}>
      <button type="button" onClick=${() => setOrder({ by: id, isReversed: order.by === id && !order.isReversed })}>${word}<svg
        class="arrow" viewBox="0 0 8 8" aria-hidden="true"><path d=${order.isReversed ? 'M4 1l3 5H1z' : 'M4 7L1 2h6z'} /></svg></button>
    </th>`)}
    <th role="columnheader" scope="col" class="c-spark">Last minute</th>
  </tr></thead>`;
}

function Pages({ page, setPage, count }) {
  const last = Math.max(0, Math.ceil(count / PAGE_SIZE) - 1);
  if (last === 0) return null;
  return html`<nav class="pages" aria-label="Pages of endpoints">
    <button type="button" disabled=${page === 0} onClick=${() => setPage(page - 1)}>Previous</button>
    <span>${page * PAGE_SIZE + 1} to ${Math.min(count, (page + 1) * PAGE_SIZE)} of ${plural(count, 'endpoint', 'endpoints')}</span>
    <button type="button" disabled=${page === last} onClick=${() => setPage(page + 1)}>Next</button>
  </nav>`;
}

export function Endpoints({ pool, live }) {
  const [words, setWords] = useState('');
  const [state, setState] = useState('');
  const [order, setOrder] = useState(() => firstOrder(pool.endpoints));
  const [wantedPage, setPage] = useState(0);
  const [open, setOpen] = useState('');
  const found = matching(pool.endpoints, words, state);
  const [all, body] = useHeldOrder(found, order, `${words} ${state} ${order.by} ${order.isReversed}`);
  const page = Math.min(wantedPage, Math.max(0, Math.ceil(all.length / PAGE_SIZE) - 1));
  const rows = all.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  const first = change => value => {
    setPage(0);
    change(value);
  };
  return html`
    <section aria-labelledby="endpoints-title" class="endpoints">
      <h3 id="endpoints-title">Endpoints</h3>
      <${Filters} endpoints=${pool.endpoints} words=${words} setWords=${first(setWords)} state=${state}
        setState=${first(setState)} order=${order} setOrder=${first(setOrder)} />
      <table role="table" aria-labelledby="endpoints-title" aria-rowcount=${all.length + 1}>
        <${Head} order=${order} setOrder=${first(setOrder)} />
        <tbody role="rowgroup" ref=${body}>${rows.map(one => html`<${Row} key=${one.address} pool=${pool} endpoint=${one} live=${live}
          isOpen=${open === one.address} onToggle=${() => setOpen(open === one.address ? '' : one.address)} />`)}</tbody>
      </table>
      ${!rows.length && html`<p class="plain">${pool.endpoints.length ? 'No endpoint is like that.' : 'Discovery knows no endpoint.'}</p>`}
      <${Pages} page=${page} setPage=${setPage} count=${all.length} />
    </section>`;
}
