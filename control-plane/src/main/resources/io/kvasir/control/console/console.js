'use strict';

const CLUSTER_MS = 2000;
const HEAT_MS = 10000;
const PARTITIONS_MS = 4000;
const PARTITIONS_SHOWN = 50;
const COLUMNS_WIDE = 60;
const TIMEOUT_MS = 15000;

const byId = (id) => document.getElementById(id);
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const RAMPS = {
  light: ['#eef0f5', '#ffd993', '#f58a3c', '#c2304a', '#4b0f3d'],
  dark: ['#222837', '#5a2c72', '#c43f6e', '#ff8f4f', '#fff0b8'],
};
const state = { heat: null, kind: 'both', at: null };

/* Elements, so that no text ever becomes markup. */
function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name === 'class') element.className = value;
    else if (name === 'onclick') element.addEventListener('click', value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/* New content, without taking the focus or the scrolling away from what was there. */
function fill(id, children) {
  const element = byId(id);
  const focused = document.activeElement && element.contains(document.activeElement)
    ? document.activeElement.getAttribute('data-key') : null;
  element.replaceChildren(...children);
  if (focused) {
    const again = [...element.querySelectorAll('[data-key]')].find((each) => each.getAttribute('data-key') === focused);
    if (again) again.focus({ preventScroll: true });
  }
}

function tell(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

function count(value) {
  return Math.round(value).toLocaleString('en');
}

function rate(value) {
  return `${value > 0 && value < 10 ? value.toFixed(1) : count(value)}/s`;
}

function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

function clock(ms) {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
}

async function ask(document, query) {
  const response = await fetch(`/console/api/${document}${query ? '?' + new URLSearchParams(query) : ''}`, {
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || `status ${response.status}`);
  return answer;
}

function tile(label, value, unit) {
  return h('div', {}, h('dt', {}, label), h('dd', {}, value, unit ? h('small', {}, ` ${unit}`) : null));
}

function cell(label, content, css) {
  return h('td', { 'data-label': label, ...(css ? { class: css } : {}) }, ...(Array.isArray(content) ? content : [content]));
}

function showCluster(cluster) {
  const sum = (of) => cluster.nodes.reduce((total, node) => total + node[of], 0);
  const away = cluster.nodeCount - cluster.nodesAlive;
  const health = byId('health');
  health.className = `pill ${cluster.nodeCount === 0 || away > 0 ? 'warn' : 'good'}`;
  tell('health', cluster.nodeCount === 0 ? 'no node yet' : away === 0 ? 'all nodes alive' : `${away} of ${cluster.nodeCount} nodes silent`);
  const others = cluster.controlPlanes.length - 1;
  tell('origin', `control plane ${cluster.leader} leads${others > 0 ? `, with ${others} more` : ''} · map version ${count(cluster.mapVersion)} · ${clock(cluster.at)}`);
  fill('totals', [
    tile('nodes alive', count(cluster.nodesAlive), `of ${count(cluster.nodeCount)}`),
    tile('partitions', count(cluster.partitions)),
    tile('tables', count(cluster.tableCount)),
    tile('stored, all copies', ...bytes(sum('storedBytes')).split(' ')),
    tile('reads', count(sum('readUnits')), 'units/s'),
    tile('writes', count(sum('writeUnits')), 'units/s'),
    tile('under way', count(cluster.operationsRunning)),
  ]);
  showNodes(cluster);
  showTables(cluster);
  showOperations(cluster);
  showPlan(cluster.plan);
}

function more(id, shown, all, what) {
  byId(id).hidden = shown >= all;
  tell(id, `${count(shown)} of ${count(all)} ${what}`);
}

function nodeState(node) {
  const label = node.health === 'alive' ? (node.draining ? 'draining' : 'alive') : node.health === 'dead' ? `silent for ${span(node.silentMs)}` : 'not heard yet';
  const css = node.health === 'alive' ? (node.draining ? 'warn' : 'good') : node.health === 'dead' ? 'bad' : 'warn';
  return h('span', { class: `pill ${css}` }, node.health === 'dead' && node.silentMs < 0 ? 'silent' : label);
}

function disk(node) {
  if (!node.diskBytes) return '';
  const used = node.diskBytes - node.diskFreeBytes;
  return [
    h('progress', { max: node.diskBytes, value: used, 'aria-label': `disk of ${node.id}`, ...(used / node.diskBytes > 0.85 ? { class: 'warn' } : {}) }),
    h('span', {}, `${bytes(node.diskFreeBytes)} of ${bytes(node.diskBytes)} free`),
  ];
}

function showNodes(cluster) {
  more('nodes-more', cluster.nodes.length, cluster.nodeCount, 'nodes, silent ones first, then the fullest');
  fill('nodes', cluster.nodes.map((node) => h('tr', {},
    h('th', { scope: 'row', title: node.address }, node.id),
    cell('zone', node.zone || ''),
    cell('state', nodeState(node)),
    cell('replicas', count(node.replicas), 'number'),
    cell('leads', count(node.leaders), 'number'),
    cell('stored', bytes(node.storedBytes), 'number'),
    cell('disk', disk(node), 'disk'),
    cell('reads', rate(node.readUnits), 'number'),
    cell('writes', rate(node.writeUnits), 'number'))));
}

function showTables(cluster) {
  more('tables-more', cluster.tables.length, cluster.tableCount, 'tables, the largest');
  const shares = (table) => table.ownPartitions < table.partitions;
  byId('tables-note').hidden = !cluster.tables.some(shares);
  const figure = (table, of, as) => (shares(table) ? `≤ ${as(table.own[of] + table.shared[of])}` : as(table.own[of]));
  fill('tables', cluster.tables.length === 0 ? [h('tr', {}, h('td', { colspan: '6', class: 'quiet' }, 'no table yet'))]
    : cluster.tables.map((table) => h('tr', {},
      h('th', { scope: 'row' }, table.name),
      cell('state', h('span', { class: `pill ${table.state === 'active' ? 'good' : 'warn'}` }, table.state)),
      cell('partitions', count(table.partitions), 'number'),
      cell('size', figure(table, 'storedBytes', bytes), 'number'),
      cell('reads', figure(table, 'readUnits', rate), 'number'),
      cell('writes', figure(table, 'writeUnits', rate), 'number'))));
}

function operation(each, now) {
  const ended = each.endedAt !== undefined;
  let when = ended ? `took ${span(each.endedAt - each.begunAt)}, ended ${span(now - each.endedAt)} ago` : `for ${span(now - each.begunAt)}`;
  if (!ended && each.etaMs >= 0) when += ` · about ${span(each.etaMs)} left`;
  const copies = !ended && each.bytesTotal > 0;
  return h('li', {},
    h('span', { class: 'pill' }, each.kind),
    h('span', { class: 'what' }, `${each.subject}: ${each.goal}`),
    h('span', { class: 'when' }, when),
    ended ? null : h('span', { class: 'step' }, copies ? `${each.step}, ${bytes(each.bytesDone)} of ${bytes(each.bytesTotal)}` : each.step),
    copies ? h('progress', { max: each.bytesTotal, value: each.bytesDone, 'aria-label': `${each.kind} of ${each.subject}` }) : null);
}

function showOperations(cluster) {
  const running = cluster.operations.filter((each) => each.endedAt === undefined);
  const ended = cluster.operations.filter((each) => each.endedAt !== undefined);
  fill('operations', running.length === 0 ? [h('li', { class: 'quiet' }, 'nothing')] : running.map((each) => operation(each, cluster.at)));
  fill('ended', ended.map((each) => operation(each, cluster.at)));
  tell('ended-count', count(ended.length));
  byId('ended-details').hidden = ended.length === 0;
}

function showPlan(plan) {
  tell('plan', `The last plan took ${plan.tookMs < 10 ? plan.tookMs.toFixed(1) : count(plan.tookMs)} ms, ordered ${count(plan.actions)} changes and left ${count(plan.rejections)} candidates${plan.rejections > 0 ? ':' : '.'}`);
  fill('reasons', plan.whyNot.map((each) => h('li', {}, h('strong', {}, each.subject), ` ${each.candidate}: ${each.reason}`)));
}

/* Partitions */

function showPartitions(answer) {
  fill('partitions', answer.partitions.map((each) => h('tr', {},
    h('th', { scope: 'row' }, h('button', { type: 'button', class: 'link', 'data-key': each.id, 'aria-haspopup': 'dialog', onclick: () => why(each.id) }, each.id)),
    cell('tables', each.tables.join(', ')),
    cell('from key', h('span', { class: 'mono', title: each.start }, each.start || 'the first'), 'key'),
    cell('size', bytes(each.storedBytes), 'number'),
    cell('reads', rate(each.readUnits), 'number'),
    cell('writes', rate(each.writeUnits), 'number'),
    cell('leader', each.leader || h('span', { class: 'pill bad' }, 'none')),
    cell('replicas', [each.replicas.map((replica) => replica.node).join(' '), each.settled ? null : h('span', { class: 'pill warn' }, 'changing')]),
    cell('why not', each.whyNot.join('; '), 'why'))));
  more('partitions-more', answer.partitions.length, answer.count, 'partitions');
}

async function why(id) {
  try {
    const found = (await ask('partitions', { id })).partitions[0];
    if (!found) throw new Error(`there is no partition ${id}`);
    tell('why-title', `Partition ${found.id}`);
    const fact = (name, value) => [h('dt', {}, name), h('dd', {}, value)];
    fill('why-facts', [
      ...fact('keys', h('span', { class: 'mono' }, `${found.start || 'the first'} to ${found.end || 'the last'}`)),
      ...fact('tables', found.tables.join(', ') || 'none'),
      ...fact('size', bytes(found.storedBytes)),
      ...fact('load', `${rate(found.readUnits)} read and ${rate(found.writeUnits)} write units`),
      ...fact('replicas', found.replicas.map((replica) => `${replica.node} (${replica.role})`).join(', ')),
    ]);
    fill('why-reasons', found.whyNot.map((reason) => h('li', {}, reason)));
    if (!byId('why').open) byId('why').showModal();
    trouble('partitions', null);
  } catch (failure) {
    trouble('partitions', failure);
  }
}

/* Heat */

function colour(share) {
  const stops = dark.matches ? RAMPS.dark : RAMPS.light;
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const part = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mix = [0, 1, 2].map((i) => Math.round(part(stops[low], i) + (at - low) * (part(stops[low + 1], i) - part(stops[low], i))));
  return `rgb(${mix.join(' ')})`;
}

function units(column, row) {
  const { reads, writes } = state.heat;
  const read = state.kind === 'writes' ? 0 : reads[column][row];
  const written = state.kind === 'reads' ? 0 : writes[column][row];
  return read + written;
}

function drawHeat() {
  const canvas = byId('heat');
  const heat = state.heat;
  if (!heat || heat.rows.length === 0) return;
  const rows = heat.rows.length;
  const width = canvas.clientWidth;
  const height = Math.max(150, Math.min(460, rows * (rows <= 12 ? 26 : 14))) + 22;
  canvas.style.height = `${height}px`;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  const styles = getComputedStyle(document.documentElement);
  const plot = { left: width < 500 ? 66 : 150, top: 0, width: 0, height: height - 22 };
  plot.width = width - plot.left - 2;
  const slots = Math.max(heat.times.length, COLUMNS_WIDE);
  const first = slots - heat.times.length;
  const max = Math.max(1, ...heat.times.map((_, column) => Math.max(...heat.rows.map((_, row) => units(column, row)))));
  const x = (slot) => plot.left + Math.round((plot.width * slot) / slots);
  const y = (row) => plot.top + Math.round((plot.height * row) / rows);
  const gap = rows <= 48 ? 1 : 0;
  pen.fillStyle = colour(0);
  pen.globalAlpha = 0.45;
  pen.fillRect(plot.left, plot.top, plot.width, plot.height);
  pen.globalAlpha = 1;
  heat.times.forEach((_, column) => {
    for (let row = 0; row < rows; row++) {
      pen.fillStyle = colour(Math.sqrt(units(column, row) / max));
      pen.fillRect(x(first + column), y(row), x(first + column + 1) - x(first + column), y(row + 1) - y(row) - gap);
    }
  });
  labelHeat(pen, heat, plot, { x, y, first, slots, styles });
  if (state.at) {
    pen.strokeStyle = styles.getPropertyValue('--accent');
    pen.lineWidth = 2;
    pen.strokeRect(x(first + state.at.column), y(state.at.row), Math.max(3, x(first + state.at.column + 1) - x(first + state.at.column)), y(state.at.row + 1) - y(state.at.row) - gap);
  }
  state.plot = { plot, slots, first, rows };
  drawLegend(max);
}

function labelHeat(pen, heat, plot, { x, y, first, slots, styles }) {
  pen.fillStyle = styles.getPropertyValue('--quiet');
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  const each = Math.ceil((16 * heat.rows.length) / plot.height);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, plot.left - 8, plot.height);
  pen.clip();
  for (let row = 0; row < heat.rows.length; row += each) {
    const shown = heat.rows[row];
    const name = shown.partitions > 1 ? `${shown.first}+${shown.partitions - 1}` : shown.first;
    pen.fillText(plot.left < 100 ? name : `${name}  ${shown.tables.join(' ')}`, 0, (y(row) + y(row + 1)) / 2);
  }
  pen.restore();
  const marks = Math.max(1, Math.floor(plot.width / 110));
  for (let mark = 0; mark <= marks; mark++) {
    const slot = Math.round(((slots - 1) * mark) / marks);
    if (slot < first) continue;
    pen.textAlign = mark === marks ? 'right' : mark === 0 ? 'left' : 'center';
    pen.fillText(clock(heat.times[slot - first]).slice(0, 5), mark === marks ? plot.left + plot.width : x(slot), plot.height + 14);
  }
  pen.textAlign = 'left';
}

function drawLegend(max) {
  const canvas = byId('legend');
  const pen = canvas.getContext('2d');
  for (let i = 0; i < canvas.width; i++) {
    pen.fillStyle = colour(i / canvas.width);
    pen.fillRect(i, 0, 1, canvas.height);
  }
  tell('legend-high', `${count(max)} units/s`);
}

function readHeat() {
  const heat = state.heat;
  if (!heat || heat.rows.length === 0) {
    tell('heat-text', 'no heat recorded yet');
    return;
  }
  const last = heat.times.length - 1;
  let at = state.at;
  let prefix = '';
  if (!at) {
    const hottest = heat.rows.map((_, row) => row).reduce((best, row) => (units(last, row) > units(last, best) ? row : best), 0);
    at = { column: last, row: hottest };
    prefix = 'busiest now: ';
  }
  const row = heat.rows[at.row];
  const name = row.partitions > 1 ? `${row.first} and ${row.partitions - 1} after it` : row.first;
  tell('heat-text', `${prefix}${name}${row.tables.length ? ` (${row.tables.join(', ')})` : ''}, ${clock(heat.times[at.column])}: ${count(heat.reads[at.column][at.row])} read and ${count(heat.writes[at.column][at.row])} write units a second`);
}

function moveHeat(to) {
  state.at = to;
  drawHeat();
  readHeat();
}

function pointHeat(event) {
  if (!state.plot || !state.heat) return;
  const { plot, slots, first, rows } = state.plot;
  const column = Math.floor(((event.offsetX - plot.left) / plot.width) * slots) - first;
  const row = Math.floor(((event.offsetY - plot.top) / plot.height) * rows);
  const inside = column >= 0 && column < state.heat.times.length && row >= 0 && row < rows;
  moveHeat(inside ? { column, row } : null);
}

function keyHeat(event) {
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const move = moves[event.key];
  if (!state.heat || state.heat.rows.length === 0 || (!move && event.key !== 'Escape')) return;
  event.preventDefault();
  if (!move) {
    moveHeat(null);
    return;
  }
  const columns = state.heat.times.length;
  const at = state.at || { column: columns - 1, row: 0 };
  const within = (value, size) => Math.min(size - 1, Math.max(0, value));
  moveHeat({ column: within(at.column + move[0], columns), row: within(at.row + move[1], state.heat.rows.length) });
}

function showHeat(heat) {
  state.heat = heat;
  if (state.at && (state.at.row >= heat.rows.length || state.at.column >= heat.times.length)) state.at = null;
  drawHeat();
  readHeat();
}

/* What keeps it up to date */

const troubles = new Map();

function trouble(of, failure) {
  if (failure) troubles.set(of, failure.name === 'TimeoutError' ? 'no answer in time' : failure.message);
  else troubles.delete(of);
  const banner = byId('trouble');
  banner.hidden = troubles.size === 0;
  if (troubles.size > 0) tell('trouble', `What is shown may be old: ${[...new Set(troubles.values())].join('; ')}`);
}

function every(ms, name, load) {
  const once = async () => {
    if (!document.hidden) {
      try {
        await load();
        trouble(name, null);
      } catch (failure) {
        trouble(name, failure);
      }
    }
    setTimeout(once, ms);
  };
  once();
}

const loadPartitions = async () => showPartitions(await ask('partitions', { order: byId('order').value, limit: PARTITIONS_SHOWN }));
const loadHeat = async () => showHeat(await ask('heat'));

byId('order').addEventListener('change', () => loadPartitions().catch((failure) => trouble('partitions', failure)));
byId('find').addEventListener('submit', (event) => {
  event.preventDefault();
  why(byId('find-id').value.trim());
});
for (const input of document.querySelectorAll('input[name="heat"]')) {
  input.addEventListener('change', () => {
    state.kind = input.value;
    drawHeat();
    readHeat();
  });
}
byId('heat').addEventListener('pointermove', pointHeat);
byId('heat').addEventListener('pointerleave', () => moveHeat(null));
byId('heat').addEventListener('keydown', keyHeat);
dark.addEventListener('change', drawHeat);
new ResizeObserver(() => drawHeat()).observe(byId('heat').parentElement);
every(CLUSTER_MS, 'cluster', async () => showCluster(await ask('cluster')));
every(HEAT_MS, 'heat', loadHeat);
every(PARTITIONS_MS, 'partitions', loadPartitions);
