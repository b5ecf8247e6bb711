// SPDX-License-Identifier: Apache-2.0
// Numbers, times and ages in words. Pure.

export const NONE = '–';

const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

export const known = value => value !== undefined && value !== null && Number.isFinite(value);

/** Three digits that matter: 0.43, 9.8, 840, 12,400. */
export function number(value) {
  if (!known(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 99.95 || Number.isInteger(value)) return grouped.format(value);
  return size >= 9.995 ? value.toFixed(1) : value.toFixed(size >= 0.995 ? 1 : 2);
}

/** 99.996 is not 100 %: what failed must not be rounded away. */
export function percent(value) {
  if (!known(value)) return NONE;
  if (value > 99.99 && value < 100) return '99.99 %';
  return `${value >= 99 && value < 100 ? value.toFixed(2) : number(Number(value.toFixed(1)))} %`;
}

/** A duration that is measured: 0.43 ms, 120 ms, 1.4 s. */
export function millis(value) {
  if (!known(value)) return NONE;
  if (value < 999.5) return `${number(value)} ms`;
  return value < 99_950 ? `${(value / 1000).toFixed(1)} s` : `${grouped.format(value / 1000)} s`;
}

/** A duration that passes: 4 s, 3 min, 2 h, 5 d. */
export function age(ms) {
  if (!known(ms)) return NONE;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6000) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** The time of day here, of an instant. */
export function clock(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return NONE;
  const two = part => String(part).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** "down for 3s (2 failures, last: …)": the state is shown beside it, so what matters comes first. All else stays as it is. */
export function cause(why, address) {
  const parts = /down for [^(]*\((\d+ failures?), last: (.*), next try in ([^()]+)\)/s.exec(why ?? '');
  if (!parts) return why ?? '';
  const [, failures, last, next] = parts;
  return `${upper(last.replace(/^ConnectFailedException: /, '').replace(`connect to ${address}: `, ''))} (${failures}, next try in ${next})`;
}

export const plural = (count, one, many) => `${grouped.format(count)} ${count === 1 ? one : many}`;

export const upper = words => words.charAt(0).toUpperCase() + words.slice(1);
