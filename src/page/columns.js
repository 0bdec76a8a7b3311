// columns.js - what happened in a run, as the core has it (web_columns in src/page/web.h): a column a
// thread, a row a step. Of a long run a part is drawn, at first its end; and of that no row that looks
// as it did.
//
//     const columns = makeColumns({ make, button, words, say });   // as play.js has them
//     document.body.append(columns.element);
//     columns.show(core);                                          // behind each step
//     columns.bringIntoView();                                     // who did that, of many columns
//     columns.clear();
'use strict';
function makeColumns({ make, button, words, say }) {
  const PART = 40; // rows that are drawn
  // How it looks is no table (play.css), and not every screen reader would take it for one without being told.
  const head = make('tr', { role: 'row' }), body = make('tbody', { role: 'rowgroup' });
  const sign = (look, text, meaning) => make('span', {}, make('b', { class: look }, text), ' ', meaning);
  const table = make('table', { class: 'rows', role: 'table' },
    make('caption', {}, words.legend, ' ', sign('m', ':', words.legend_still), ' ', sign('k', '--', words.legend_kept), ' ',
      sign('g', '→', words.legend_go)),
    make('thead', { role: 'rowgroup' }, head), body);
  // A sheet, and no style of the table's own: that would be kept in a page that is saved, whose policy refuses it.
  const width = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, width];
  const box = make('div', { class: 'happened', tabindex: '0', role: 'region', 'aria-label': words.play_happened }, table);
  const earlier = button('play_earlier', () => go(Math.max(0, is.first - PART)));
  const later = button('play_later', () => go(is.next));
  const without = make('p', { class: 'note' });
  let core, is; // what is shown
  let heads = '', known = new Map(); // rows that are drawn, by their entry
  let column; // the one that was last brought into view

  function drawHead() {
    const names = [words.step, words.time, ...is.heads];
    if (names.join('\n') === heads) return;
    heads = names.join('\n');
    column = undefined;
    width.replaceSync(`.happened .rows { --threads: ${is.heads.length || 1} }`);
    head.replaceChildren(...names.map(name => make('th', { scope: 'col', role: 'columnheader' }, name)));
  }

  const cell = (text = '', look = '') => make('td', { role: 'cell', class: look || undefined }, text);

  function cellsOf([, step, time, ...cells]) {
    const row = [step ? make('th', { scope: 'row', role: 'rowheader' }, String(step)) : cell(), cell(time)];
    for (const one of cells) {
      const [column, look, text] = typeof one === 'number' ? [one, 'm', ':'] : one; // who waits
      while (row.length < column + 2) row.push(cell());
      row.push(cell(text, look));
    }
    return row;
  }

  // Rows stay in their order, so what is no more is taken out first.
  function drawRows() {
    const entry = row => typeof row === 'number' ? row : row[0], there = new Set(is.rows.map(entry));
    for (const [number, element] of known)
      if (!there.has(number)) {
        element.remove();
        known.delete(number);
      }
    let at = body.firstChild;
    for (const row of is.rows) {
      const was = known.get(entry(row)), element = was || make('tr', { role: 'row' });
      if (was) at = element.nextSibling;
      else body.insertBefore(element, at);
      if (typeof row !== 'number') element.replaceChildren(...cellsOf(row));
      known.set(entry(row), element);
    }
  }

  function draw(first) {
    is = core.columns(first, PART, !heads);
    if (!is) return;
    drawHead();
    drawRows();
    earlier.hidden = is.first === 0;
    later.hidden = first === core.END || is.next >= is.end || is.rows.length < PART; // behind the last row somebody may begin to wait
    without.textContent = is.without ? say('play_without', { count: is.without }) : '';
  }

  function go(first) {
    draw(first);
    if (!is.rows.length) draw(core.END);
    box.scrollTop = first < is.next ? -box.scrollHeight : 0; // its end is where it begins: see play.css
    box.focus();
  }

  const element = make('div', {}, earlier, box, later, without);
  return {
    element,
    show(from) {
      core = from;
      element.hidden = false;
      draw(core.END);
    },
    bringIntoView() {
      const newest = body.lastChild?.querySelector('td:nth-child(n + 3):not(:empty, .m, .k, .l, .a)');
      if (!newest || newest.cellIndex === column) return; // where all stands need not be asked
      column = newest.cellIndex;
      const cell = newest.getBoundingClientRect(), view = box.getBoundingClientRect();
      box.scrollLeft += cell.left < view.left ? cell.left - view.left : Math.max(0, cell.right - view.right);
    },
    clear() {
      element.hidden = true; // a table without a cell is none
      heads = '';
      column = undefined;
      known.clear();
      head.replaceChildren();
      body.replaceChildren();
    },
  };
}
