// page.js - the view of a page (src/export/page.h): stands at one stop of the run at a time and shows
// what was then. What there is to show is in the element `data` (page_past.h says how), what is said
// in `words`; the document is complete without this script, which only changes what is shown of it.
'use strict';
(() => {
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const words = read('words'), data = read('data'), stops = data.stops;
  const byId = id => document.getElementById(id);
  const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const THREAD = 0, PLACE = 1, CELLS = 2, VALUES = 3, PLACES = 4, AHEAD = 5;
  const stepOf = n => data.first + n;
  const FIRST_COLUMN = 2; // of the threads, in the rows
  const BEFORE_NEXT = 'next: '.length; // PAGE_NEXT
  const PAGE = 10; // stops that Page Up and Page Down go
  const last = stops.length - 1;

  // ---- What was when: for each thread or object the stops at which it changed, and to what.

  function tracks(count, list) {
    const all = Array.from({ length: count }, () => ({ stops: [], is: [] }));
    stops.forEach((stop, n) => {
      const changes = stop[list] || [];
      for (let i = 0; i < changes.length; i += 2) {
        all[changes[i]].stops.push(n);
        all[changes[i]].is.push(changes[i + 1]);
      }
    });
    return all;
  }
  const cells = tracks(data.threads.length, CELLS);
  const places = tracks(data.threads.length, PLACES);
  const values = tracks(data.objects.length, VALUES);

  // How many of the sorted numbers are not above n.
  function countUpTo(numbers, n) {
    let low = 0, high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] <= n) low = middle + 1; else high = middle;
    }
    return low;
  }
  // What it is at stop n: undefined before it came.
  const at = (track, n) => track.is[countUpTo(track.stops, n) - 1];
  const changedAt = (track, n) => track.stops[countUpTo(track.stops, n) - 1] === n;
  const stopOfStep = step => Math.min(last, Math.max(0, step - data.first));

  // ---- The rows, and which stop each belongs to.

  const rows = [...byId('rows').tBodies[0].rows];
  const heads = [...byId('rows').tHead.rows[0].cells].map(cell => cell.textContent);
  const columnOf = new Map(); // of each cell: some reach down over several rows
  {
    const covered = heads.map(() => 0); // by a cell from above: so many more rows
    for (const row of rows) {
      let column = 0;
      for (const cell of row.cells) {
        while (covered[column] > 0) column++;
        columnOf.set(cell, column);
        covered[column++] = cell.rowSpan;
      }
      for (; column < heads.length; column++) // what is empty at the end of a row was left out
        if (!covered[column]) {
          columnOf.set(row.insertCell(), column);
          covered[column] = 1;
        }
      covered.forEach((more, i) => { if (more > 0) covered[i]--; });
    }
  }
  const rowsOf = stops.map(() => []);
  const stopOfRow = new Map();
  const indexOf = new Map(rows.map((row, i) => [row, i]));
  {
    let stop = 0;
    for (const row of rows) {
      const step = row.id.slice(5) || row.dataset.step; // the latter where the page was saved from a browser
      if (step) stop = stopOfStep(Number(row.dataset.step = step));
      row.removeAttribute('id'); // without this script the address goes to it: now it goes to the stop
      rowsOf[stop].push(row);
      stopOfRow.set(row, stop);
    }
  }

  // The cell of a row in which stands what was done.
  function deedOf(row) {
    return [...row.cells].slice(FIRST_COLUMN).find(
      cell => cell.textContent.trim() && !['m', 'k', 'l', 'a'].some(name => cell.classList.contains(name)));
  }

  // "alice: x = 1", all that the stop's rows say.
  function sentence(n) {
    return rowsOf[n].map(row => {
      const cell = deedOf(row);
      if (!cell) return '';
      const column = columnOf.get(cell), named = column - FIRST_COLUMN < data.threads.length;
      return (named ? heads[column] + ': ' : '') + cell.textContent.trim();
    }).filter(text => text).join('; ');
  }

  // ---- The program.

  const listings = [...document.querySelectorAll('#film ol.code')];
  const lineOf = place => listings[data.places[place][0]].children[data.places[place][1]];
  let touched = [];

  // The line as it was written, with a part of it marked.
  function mark(place) {
    const line = lineOf(place), text = line.textContent, [, , from, to] = data.places[place];
    const part = document.createElement('mark');
    part.textContent = text.slice(from, to);
    line.replaceChildren(text.slice(0, from), part, text.slice(to));
    line.classList.add('here');
    touched.push(line);
    return line;
  }

  function showProgram(n) {
    for (const line of touched) {
      line.querySelector('.who')?.remove();
      line.textContent = line.textContent;
      line.classList.remove('here');
    }
    touched = [];
    const place = stops[n][PLACE];
    const here = place >= 0 ? mark(place) : null;
    const who = new Map();
    places.forEach((track, thread) => {
      const next = at(track, n);
      if (next === undefined || next < 0) return;
      const line = lineOf(next);
      who.set(line, [...(who.get(line) || []), data.threads[thread]]);
    });
    for (const [line, names] of who) {
      const sign = document.createElement('span');
      sign.className = 'who';
      sign.textContent = words.is_next + names.slice(0, 3).join(', ') +
        (names.length > 3 ? ' +' + (names.length - 3) : '');
      line.append(sign);
      touched.push(line);
    }
    if (here) scrollTo(here, here.closest('ol'));
  }

  // ---- Threads and objects.

  const threadRows = byId('threads-now').tBodies[0].rows;
  const objectRows = byId('objects-now')?.tBodies[0].rows;

  function caption(n) {
    const text = n === 0 && data.first === 0 ? words.at_start : say('behind', { step: stepOf(n) });
    for (const table of document.querySelectorAll('#film table.states')) table.caption.textContent = text;
  }

  function fill(row, changed, there, one, other) {
    row.classList.toggle('changed', changed);
    row.classList.toggle('gone', !there);
    row.cells[1].textContent = one;
    row.cells[2].textContent = other;
  }

  function showThreads(n) {
    cells.forEach((track, i) => {
      const cell = at(track, n), is = cell === undefined ? [words.not_yet, ''] : [data.states[data.cells[cell][0]], data.cells[cell][1]];
      fill(threadRows[i], n > 0 && changedAt(track, n), cell !== undefined, is[0], is[1]);
    });
  }

  function showObjects(n) {
    values.forEach((track, i) => {
      const value = at(track, n), there = value !== undefined && value >= 0;
      const text = there ? data.values[value] : value === undefined ? words.not_yet : words.gone;
      fill(objectRows[i], n > 0 && changedAt(track, n), there, data.objects[i][0], text);
    });
  }

  // ---- What was said of the step, and what could have been otherwise.

  // What a thread could do where it is at this.
  function step([, what, next]) {
    return typeof next === 'number' ? what.slice(BEFORE_NEXT, BEFORE_NEXT + next) : next;
  }

  // Who could do the next step and what that would be, but for who does it: [thread, what].
  function others(n) {
    const ahead = new Map(), list = stops[n][AHEAD] || [];
    for (let i = 0; i < list.length; i += 2) ahead.set(list[i], list[i + 1]);
    return cells.map((track, i) => [i, ahead.get(i) ?? at(track, n)])
      .filter(([i, cell]) => i !== stops[n + 1][THREAD] && cell !== undefined && data.cells[cell].length > 2)
      .map(([i, cell]) => [data.threads[i], step(data.cells[cell])]);
  }

  function showNext(n) {
    const line = byId('next');
    if (n === last) {
      line.textContent = words.the_end;
      return;
    }
    const instead = others(n).map(([name, what]) => name + ' (' + what + ')');
    const next = document.createElement('b');
    next.textContent = sentence(n + 1);
    line.replaceChildren(words.next, next, '. ',
      instead.length ? words.instead + instead.join(', ') + '.' : words.nobody);
  }

  function showWhere(n) {
    const step = stepOf(n);
    byId('where').textContent = say('of', { step, all: stepOf(last) });
    document.documentElement.dataset.step = step;
    byId('said').textContent = n === 0 && step === 0 ? words.at_start : sentence(n);
    for (const [id, off] of [['first', n === 0], ['back', n === 0], ['forth', n === last], ['last', n === last]])
      byId(id).setAttribute('aria-disabled', off);
    slider.value = n;
    slider.setAttribute('aria-valuetext', byId('where').textContent);
  }

  // ---- The timeline.

  const picture = document.querySelector('#picture svg');
  const xs = [];
  data.x.forEach((more, n) => xs.push(more + (n ? xs[n - 1] : 0)));
  const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  cursor.setAttribute('class', 't-cursor');
  picture?.append(cursor);

  function showTimeline(n) {
    const box = picture.parentNode, { width, height } = picture.viewBox.baseVal;
    cursor.setAttribute('d', 'M' + xs[n] + ' 200V' + height);
    const x = xs[n] / width * picture.clientWidth;
    if (x < box.scrollLeft + 90 || x > box.scrollLeft + box.clientWidth - 30)
      box.scrollLeft = x - box.clientWidth / 2;
  }

  // The stop that is nearest to where was clicked.
  function stopAt(event) {
    const matrix = picture.getScreenCTM().inverse();
    const x = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix).x;
    const n = countUpTo(xs, x);
    return n > 0 && (n > last || x - xs[n - 1] < xs[n] - x) ? n - 1 : n;
  }

  // ---- Going somewhere.

  const slider = byId('slider'), scroll = byId('scroll');
  let here = -1, now = [];

  // Only the box itself scrolls, and only where that is near its edge or beyond.
  function scrollTo(element, box) {
    const there = element.getBoundingClientRect(), all = box.getBoundingClientRect();
    const room = all.height / 4;
    if (there.top < all.top + room) box.scrollTop -= all.top + room - there.top;
    else if (there.bottom > all.bottom - room) box.scrollTop += there.bottom - all.bottom + room;
  }

  function scrollAcross(cell) {
    if (!cell || cell.hidden) return;
    const there = cell.getBoundingClientRect(), all = scroll.getBoundingClientRect();
    const before = now[0].cells[0].offsetWidth; // the numbers stay where they are
    if (there.left < all.left + before) scroll.scrollLeft -= all.left + before - there.left;
    else if (there.right > all.right) scroll.scrollLeft += there.right - all.right;
  }

  // Rows that are still to come: only those between where it was and where it goes change.
  let done = 0; // rows that are not
  function showDone(n) {
    while (n >= 0 && !rowsOf[n].length) n--;
    const rowsDone = n < 0 ? 0 : indexOf.get(rowsOf[n][rowsOf[n].length - 1]) + 1;
    for (let i = Math.min(done, rowsDone); i < Math.max(done, rowsDone); i++)
      rows[i].classList.toggle('later', i >= rowsDone);
    done = rowsDone;
  }

  function showRows(n) {
    showDone(n);
    for (const row of now) row.classList.remove('now');
    now = rowsOf[n];
    for (const row of now) row.classList.add('now');
    if (now.length) {
      scrollTo(now[now.length - 1], scroll);
      scrollAcross(deedOf(now[0]));
    } else if (n === 0) scroll.scrollTop = 0;
  }

  function go(n) {
    n = Math.min(last, Math.max(0, n));
    if (n === here) return false;
    here = n;
    showProgram(n);
    caption(n);
    showThreads(n);
    if (objectRows) showObjects(n);
    showRows(n);
    showNext(n);
    showWhere(n);
    if (picture) showTimeline(n);
    return true;
  }

  // The address follows once the reader rests: browsers take few changes a second.
  let telling = 0;
  function goAndTell(n) {
    if (!go(n)) return;
    clearTimeout(telling);
    telling = setTimeout(() => history.replaceState(history.state, '', '#step=' + stepOf(here)), 200);
  }

  const ways = {
    ArrowLeft: () => here - 1, ArrowRight: () => here + 1,
    PageUp: () => here - PAGE, PageDown: () => here + PAGE,
    Home: () => 0, End: () => last,
  };
  document.addEventListener('keydown', event => {
    // While a program is played, src/page/play.js has the keys.
    if (document.documentElement.classList.contains('playing')) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !ways[event.key]) return;
    event.preventDefault();
    goAndTell(ways[event.key]());
  });
  for (const [id, key] of [['first', 'Home'], ['back', 'ArrowLeft'], ['forth', 'ArrowRight'], ['last', 'End']])
    byId(id).addEventListener('click', () => goAndTell(ways[key]()));
  slider.max = last;
  slider.addEventListener('input', () => goAndTell(Number(slider.value)));
  byId('rows').tBodies[0].addEventListener('click', event => {
    const row = event.target.closest('tr');
    if (row && getSelection().isCollapsed) goAndTell(stopOfRow.get(row));
  });
  picture?.addEventListener('click', event => goAndTell(stopAt(event)));
  function goToAddress() {
    clearTimeout(telling);
    const found = /[#&]step=(\d+)/.exec(location.hash);
    go(found ? stopOfStep(Number(found[1])) : here < 0 ? 0 : here);
  }
  addEventListener('hashchange', goToAddress);

  // Who has gone nowhere prints how it ended; else it is what is in view.
  let printed = false;
  addEventListener('beforeprint', () => { printed = here === 0 && go(last); });
  addEventListener('afterprint', () => { if (printed) go(0); });

  // ---- Columns that are shown.

  function offerColumns() {
    const count = heads.length - FIRST_COLUMN;
    if (count < 2) return;
    const show = byId('show'), all = heads.map(() => []);
    for (const [cell, column] of columnOf) all[column].push(cell);
    [...byId('rows').tHead.rows[0].cells].forEach((cell, column) => all[column].push(cell));
    show.replaceChildren(words.show);
    for (let i = FIRST_COLUMN; i < heads.length; i++) {
      const label = document.createElement('label'), box = document.createElement('input');
      box.type = 'checkbox';
      box.checked = !all[i].some(cell => cell.hidden);
      box.addEventListener('change', () => {
        for (const cell of all[i]) cell.hidden = !box.checked;
      });
      label.append(box, heads[i]);
      show.append(label);
    }
    show.hidden = false;
  }

  document.documentElement.classList.add('plays');
  for (const id of ['bar', 'keys', 'marks']) if (byId(id)) byId(id).hidden = false;
  // A page that was saved from a browser has in it what was shown, and is made anew.
  for (const made of document.querySelectorAll('#film .who, #picture .t-cursor')) if (made !== cursor) made.remove();
  for (const line of document.querySelectorAll('#film ol.code .here')) {
    line.textContent = line.textContent;
    line.classList.remove('here');
  }
  offerColumns();
  for (const row of rows) {
    row.classList.remove('now');
    row.classList.add('later');
  }
  goToAddress();
  window.scrollTo(0, 0);
})();
