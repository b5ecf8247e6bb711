// SPDX-License-Identifier: Apache-2.0
// Which endpoints are shown, and in which order. Pure.
import { shown, stateOf } from './states.mjs';

export const PAGE_SIZE = 50;

const text = value => String(value ?? '');
const collator = new Intl.Collator('en', { numeric: true });
const byAddress = (a, b) => collator.compare(a.address, b.address);
const rank = one => stateOf(shown(one)).rank;

/** How two endpoints compare, by column. Numbers begin with the largest, words with A, states with the gravest. */
const ORDERS = {
  state: (a, b) => rank(a) - rank(b),
  endpoint: byAddress,
  why: (a, b) => text(b.why).length - text(a.why).length || lastFailure(a) - lastFailure(b),
  weight: (a, b) => b.weight - a.weight,
  connections: (a, b) => b.busy + b.idle - (a.busy + a.idle),
  inFlight: (a, b) => b.inFlight - a.inFlight,
  rate: (a, b) => (b.rateUsed ?? -1) - (a.rateUsed ?? -1),
  calls: (a, b) => (b.perSecond ?? -1) - (a.perSecond ?? -1),
};
const lastFailure = one => one.lastError?.agoMs ?? Number.MAX_SAFE_INTEGER;

/** Small pools stand still, by address; of large ones the first page shows what is in trouble. */
export const firstOrder = endpoints => ({ by: endpoints.length > PAGE_SIZE ? 'state' : 'endpoint', isReversed: false });

export function matching(endpoints, words, state) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return endpoints.filter(one => (!state || shown(one) === state)
    && wanted.every(word => haystack(one).includes(word)));
}

const haystack = one =>
  [one.address, one.name, one.zone, shown(one), one.why, one.lastError?.message].map(text).join(' ').toLowerCase();

export function ordered(endpoints, { by, isReversed }) {
  const order = ORDERS[by];
  return [...endpoints].sort((a, b) => (isReversed ? -1 : 1) * order(a, b) || byAddress(a, b));
}

/** The endpoints as they are now, in the order of earlier addresses; who was not there stands at the end. */
export function inOrderOf(addresses, endpoints) {
  const place = new Map(addresses.map((address, index) => [address, index]));
  const at = one => place.get(one.address) ?? Number.MAX_SAFE_INTEGER;
  return [...endpoints].sort((a, b) => at(a) - at(b) || byAddress(a, b));
}

/** How many endpoints are in which state: [name, count], gravest first. */
export function counted(endpoints) {
  const counts = new Map();
  for (const one of endpoints) counts.set(shown(one), (counts.get(shown(one)) ?? 0) + 1);
  return [...counts].sort((a, b) => stateOf(a[0]).rank - stateOf(b[0]).rank);
}
