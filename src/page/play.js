// play.js - playing a program in a page (src/export/page_play.h): thrum's core (core.js) does the steps
// and has the words for them; this shows what it says and hands on what the reader wants. Texts become
// text, never markup. What else the page has, the film of a run, is hidden meanwhile and stays as it is.
'use strict';
(() => {
  const byId = id => document.getElementById(id);
  const read = id => JSON.parse(byId(id).textContent);
  const words = read('words'), programs = read('programs'), root = document.documentElement;
  const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const MEMORY = 160; // MiB of a search: what it once took and has no use for included it takes at most 256
  const listingWidth = () => Math.max(30, Math.min(80, Math.floor((innerWidth - 72) / 8))); // in columns; in 13px monospace each has 8px
  const LINKED = 'link.thr'; // the name of a program that came by a link
  const MANY = 10000; // steps that are done at once
  const ORDER = 1 << 18; // steps of an order that are
  const GOES = 'button[aria-disabled=false]'; // of a thread that can step
  const NAMED = 3; // threads that are named beside a line of the program

  // An element with attributes; what begins with "on" is done at that event.
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value !== undefined) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }
  const prose = text => text.split('`').map((part, index) => index % 2 ? make('code', {}, part) : part); // of lessons and checks
  const button = (key, does, more = {}) => make('button', { type: 'button', onclick: does, ...more }, words[key]);
  const heading = key => make('h2', {}, words[key]);

  // A page that was saved from a browser has in it what was made here: that is made anew.
  root.classList.remove('playing');
  for (const made of document.querySelectorAll('#play, .linked, .solved')) made.remove();

  // ---- The core.

  let unpacked; // a promise of the module
  function unpack() {
    return unpacked ??= (async () => {
      const stream = new Blob([unsign(byId('core').textContent)]).stream().pipeThrough(new DecompressionStream('gzip'));
      return WebAssembly.compileStreaming(new Response(stream, { headers: { 'Content-Type': 'application/wasm' } }));
    })();
  }

  const kept = makeKept(); // of this page's reader: 'draft' and 'run' by the program's text, 'done' by what there was to do
  let core, shown = false; // whether this run is; then only what changes is drawn anew
  let origin = programs[0], text = origin.text, good = false; // what was loaded, and whether it can be run
  let worker = null, left = null, entered = false; // what was pressed to come here, and whether the browser knows
  let begun = {}, done = 0, ordered = false; // how the run was, its steps so far, and whether an order was recorded that goes on

  // ---- What is to be seen.

  const errors = make('pre', { class: 'errors', role: 'alert', hidden: true });
  const listing = make('ol', { class: 'code', tabindex: '0' });
  const editor = make('textarea', { oninput: keepDraft, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', 'aria-label': words.program, rows: 14 });
  const playEdited = button('play_edited', async () => { if (await loadEdited()) focusOnThreads({ preventScroll: true }); });
  const asItWas = button('play_as_it_was', () => {
    editor.value = origin.text;
    keepDraft();
    editor.focus();
  });
  const editing = make('div', { hidden: true }, editor, make('div', { class: 'with-editor' }, playEdited, asItWas));
  const objects = make('tbody');
  const head = make('thead', {}, make('tr', {}, ...['name', 'kind', 'value'].map(key => make('th', { scope: 'col' }, words[key]))));
  const listed = make('section', { class: 'listed', hidden: true }, heading('objects'), make('table', { class: 'states', 'aria-label': words.objects }, head, objects));
  const cards = make('ol', { class: 'cards' });
  const did = make('p', { id: 'did', role: 'status', 'aria-live': 'polite' });
  const standing = make('p', { class: 'note' });
  const finding = make('p', { class: 'told', hidden: true }); // the one that is played
  const columns = makeColumns({ make, button, words, say });
  const printed = make('pre', { class: 'printed', tabindex: '0', hidden: true });
  const back = button('play_undo', () => attempt(() => core.back()), { title: words.play_undo_key });
  const next = button('play_next', () => attempt(() => { core.go(1); return true; }), { title: words.play_next_key });
  const many = button('play_many', () => attempt(() => { core.go(ordered ? ORDER : MANY); return true; }), { title: words.play_many_key });
  const goal = make('p', { class: 'told' }), toldOf = make('p', { role: 'status', 'aria-live': 'polite' }); // of a challenge
  const hint = button('play_hint', () => attempt(() => { toldOf.replaceChildren(...prose(core.hint())); return false; }));
  const again = button('play_again', () => challenge(finds)), giveUp = button('play_free', () => { begin({}); focusOnThreads(); });
  const challenged = make('section', { class: 'challenged', hidden: true, 'aria-label': words.play_challenge }, goal,
    make('p', {}, words.play_rules), toldOf, hint, ' ', again, ' ', giveUp);
  const missing = make('p', { role: 'status', 'aria-live': 'polite' }), hints = make('ul', { lang: root.lang }), asked = make('p', { class: 'told', lang: root.lang }); // of a lesson's task
  const hintOfTask = button('lesson_hint', () => {
    const hint = hintsLeft()[0];
    given.add(hint);
    hints.append(make('li', {}, ...prose(origin.task.hints[hint].text)));
    hintOfTask.hidden = !hintsLeft().length;
  });
  const task = make('section', { class: 'tasked', hidden: true, 'aria-label': words.lesson_task }, asked, missing, hints, hintOfTask);
  const searchSaid = make('p', { role: 'status' }), searchFound = make('div');
  const searched = make('section', { class: 'searched', hidden: true }, heading('play_all'), searchSaid, searchFound);
  const orders = button('play_orders', () => explore(), { title: words.play_orders_key });
  const challenging = button('play_challenge', () => explore(challengeWith));
  const bar = make('div', { class: 'play-bar' }, // on a phone only what steps stays in view
    make('div', { class: 'steps' }, button('play_return', leave, { title: words.play_return_key }), back, next, many),
    make('div', {}, button('play_edit', edit), orders, challenging, button('play_link', copyLink)));
  const keys = make('section', { class: 'searched', hidden: true, tabindex: '-1', 'aria-label': words.play_keys },
    make('dl', { class: 'keys' }, ...['digit', 'undo', 'next', 'many', 'orders', 'return', 'keys'].flatMap(what =>
      [make('dt', {}, words[`play_${what}_key`]), make('dd', {}, words[`play_${what}`])])));
  const address = make('input', { readonly: true, 'aria-label': words.play_link });
  const linking = make('p', { hidden: true }, make('span', { role: 'status' }), ' ', address);
  // In English, whatever language a lesson is in.
  const view = make('main', { id: 'play', hidden: true, lang: 'en' }, bar, keys, linking, finding, task, challenged, did, standing, errors, searched,
    make('div', { class: 'play-columns' },
      make('section', {}, heading('program'), listing, editing),
      make('div', {},
        make('section', {}, heading('play_threads'), cards),
        make('section', { class: 'past' }, heading('play_happened'), printed, columns.element)),
      listed),
    make('p', { class: 'note by-keys' }, words.play_keys, ' ', words.play_keys_key));

  const row = (is, element) => element.replaceChildren(make('th', { scope: 'row' }, is.name), make('td', {}, is.kind), make('td', {}, is.value));

  // Things that are shown by their numbers: only what looks otherwise is drawn anew.
  const threads = { list: cards, tag: 'li', draw: card, shown: new Map() };
  const values = { list: objects, tag: 'tr', draw: row, shown: new Map() };

  function update({ list, tag, draw, shown }, changed, gone, all) {
    if (all) {
      shown.clear();
      list.replaceChildren();
    }
    for (const number of gone) {
      shown.get(number).element.remove();
      shown.delete(number);
    }
    for (const one of list.querySelectorAll('.changed')) one.classList.remove('changed');
    for (const is of changed) {
      const was = shown.get(is.number), element = was ? was.element : make(tag);
      draw(is, element, was?.is);
      element.classList.toggle('changed', !all);
      shown.set(is.number, { element, is });
      if (!was) list.insertBefore(element, all ? null : [...shown].filter(([number]) => number > is.number).sort(([a], [b]) => a - b)[0]?.[1].element);
    }
  }

  // Only texts are changed: where a hundred wait for one lock, each step changes all of them. The button of one that cannot
  // step stays: who has pressed it still stands there, and the browser need not look for another place for the focus, for
  // which it would lay the page out.
  function card({ number, name, state, next, at, holds }, element, was) {
    if (!was) element.append(make('h3', {}, '', make('span', { class: 'note' }, '')),
      make('button', { type: 'button', 'data-thread': number, onclick: () => step(number) }, make('span', { class: 'unseen' }, ''), ''),
      make('p', { class: 'note' }, ''));
    const [title, does, held] = element.children, stands = next === null;
    const texts = [[title.firstChild, name + ' '], [title.lastChild.firstChild, state], [does.firstChild.firstChild, name + ': '],
      [does.lastChild, (stands ? at : next).replaceAll('`', '')], [held.firstChild, !stands && holds ? say('play_holds', { what: holds }) : '']];
    for (const [place, text] of texts)
      if (place.data !== text) place.data = text;
    if (does.hidden === Boolean(does.lastChild.data)) does.hidden = !does.hidden; // it has ended
    if (does.getAttribute('aria-disabled') === String(stands)) return;
    does.setAttribute('aria-disabled', stands);
    does.tabIndex = stands ? -1 : 0;
  }

  let who; // by line of the program: those who are there next
  function showProgram(all) {
    const there = new Map(), now = new Map();
    for (const { is: { line, name } } of threads.shown.values()) {
      if (!line) continue;
      if (!there.has(line)) there.set(line, []);
      there.get(line).push(name);
    }
    for (const [line, names] of there)
      now.set(line, names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ' +' + (names.length - NAMED) : ''));
    if (all) {
      who = new Map();
      listing.replaceChildren(...text.replace(/\n$/, '').split('\n').map(line => make('li', {}, line)));
    }
    const lines = listing.children;
    for (const line of who.keys())
      if (!now.has(line)) {
        lines[line - 1].classList.remove('here');
        lines[line - 1].lastChild.remove();
      }
    for (const [line, names] of now) {
      const told = words.is_next + names, item = lines[line - 1];
      if (!who.has(line)) {
        item.classList.add('here');
        item.append(make('span', { class: 'who' }, told));
      } else if (who.get(line) !== names) item.lastChild.textContent = told;
    }
    who = now;
  }

  let printedLength; // in bytes
  function showPrinted(said, all) {
    if (said[core.PRINTED] === printedLength && !all) return;
    printedLength = said[core.PRINTED];
    printed.textContent = core.said(core.PRINTED);
    printed.hidden = !printedLength;
  }

  function showChallenge(is) {
    challenged.hidden = !is;
    if (!is) return;
    goal.textContent = is.goal;
    toldOf.replaceChildren(...prose(is.told && is.told + (is.won ? '' : words.play_lost)));
    challenged.classList.toggle('won', is.won);
    hint.hidden = !is.open;
    again.hidden = is.best; // it cannot be done better
    giveUp.hidden = is.won;
  }

  let fitting = []; // hints of the task that fit now, by number
  const given = new Set(), hintsLeft = () => fitting.filter(hint => !given.has(hint));

  // What it asks is there to be read, also where the reader alone sees whether it is done.
  function showTask(is) {
    task.hidden = !challenged.hidden || !origin.goal;
    task.classList.toggle('won', Boolean(is?.done));
    fitting = is ? is.hints : [];
    missing.replaceChildren(...prose(!is ? words.lesson_yourself : is.done ? words.lesson_done : is.missing));
    hintOfTask.hidden = !is || is.done || !hintsLeft().length;
  }

  let seen = null; // the line of the program that was last brought into view
  let told = false; // whether a task or a challenge has come to its end

  // In the box of the program alone: the page stays where the finger is.
  function bringIntoView(line) {
    const top = line.offsetTop, end = top + line.offsetHeight;
    if (top < listing.scrollTop) listing.scrollTop = top;
    else if (end > listing.scrollTop + listing.clientHeight) listing.scrollTop = end - listing.clientHeight;
  }

  // All that is written comes before all that is asked of the browser, which would otherwise lay the page out twice.
  function show() {
    const focused = document.activeElement?.dataset?.thread, all = !shown, now = core.view(all);
    if (!now) return;
    finding.hidden = !finding.firstChild || now.manual;
    const standings = { [core.OVER]: 'ended', [core.STUCK]: 'play_stuck', [core.OUTSIDE]: 'play_outside', [core.LEFT]: 'play_left' };
    shown = true;
    update(threads, now.threads, now.gone.threads, all);
    update(values, now.objects, now.gone.objects, all);
    listed.hidden = !objects.firstChild;
    showProgram(all);
    showPrinted(now.said, all);
    columns.show(core);
    showChallenge(now.challenge);
    showTask(!now.challenge && now.task);
    did.replaceChildren(...prose(now.did || (now.standing !== core.OVER ? words.at_start : now.failed ? '' : words.play_no_step)));
    standing.textContent = [say('play_where', { steps: now.steps, time: now.time }),
      now.standing in standings ? words[standings[now.standing]] : '', now.failed && say('failed', { who: now.failed })].join(' ').trim();
    done = now.steps;
    back.disabled = !now.undo;
    const stood = [next, many, back].includes(document.activeElement);
    next.hidden = !now.follows || now.standing === core.STUCK;
    ordered = Boolean(now.follows && begun.segments);
    const further = words[ordered ? 'play_end' : 'play_many'];
    if (many.textContent !== further) many.textContent = further;
    many.hidden = now.challenge || now.standing !== core.GOES; // by hand all go on in turn
    if (stood && (next.hidden || back.disabled)) focusOnThreads({ preventScroll: true });
    if (focused !== undefined && (!document.activeElement?.dataset?.thread || document.activeElement.hidden))
      focusOnThreads();
    requestAnimationFrame(() => { // when the page is laid out, once
      const here = listing.querySelector('.here');
      if (here && here !== seen) bringIntoView(here);
      seen = here;
      columns.bringIntoView();
    });
    const tells = Boolean(now.challenge ? now.challenge.told : now.task?.done);
    if (tells && !told) (now.challenge ? challenged : task).scrollIntoView({ block: 'nearest' }); // it stands above the cards
    told = tells;
    if (now.task?.done || (now.challenge?.won && finds === origin.challenge && text === origin.text)) {
      kept.set('done', aimOf(origin), 'yes');
      markSolved();
    }
  }

  // What the reader has to do, as a text.
  const aimOf = ({ text, goal, challenge }) => [text, goal, challenge].join('\n');

  // Beside the buttons of what was done once.
  function markSolved() {
    for (const start of starts) {
      const done = kept.get('done', aimOf(programs[start.dataset.program])), mark = start.parentNode.querySelector('.solved');
      if (done && !mark) start.after(make('span', { class: 'solved' }, words.lesson_done));
    }
  }

  // ---- What the reader does.

  // Where memory runs out, or the core breaks, that is said, and it is of no more use.
  function attempt(does) {
    try {
      if (core && does()) show();
    } catch (error) {
      core = null;
      clear(String(error.message || error));
    }
  }

  function step(thread) {
    attempt(() => core.step(thread));
  }

  function tellError(text) {
    errors.textContent = text;
    errors.hidden = !text;
  }

  // Nothing is played; why not.
  function clear(why) {
    good = false;
    shown = false;
    tellError(why);
    for (const list of [cards, objects]) list.replaceChildren();
    columns.clear();
    for (const line of [did, standing]) line.textContent = '';
    challenged.hidden = true;
    task.hidden = !origin.goal; // what it asks is wanted while the program is mended
    missing.textContent = '';
    task.classList.remove('won');
    printed.hidden = next.hidden = many.hidden = back.disabled = listed.hidden = true;
  }

  // Meanwhile nothing is there that would let the program go on as it was.
  function setEditing(is) {
    editing.hidden = !is;
    listing.hidden = is;
    view.classList.toggle('editing', is);
  }

  // For who edits again.
  function keepDraft() {
    const same = editor.value === origin.text;
    kept.set('draft', origin.text, same ? undefined : editor.value);
    asItWas.hidden = same;
  }

  function edit() {
    if (!editing.hidden) return editor.focus();
    editor.value = kept.get('draft', origin.text) ?? text;
    asItWas.hidden = editor.value === origin.text;
    setEditing(true);
    editor.setSelectionRange(editor.value.length, editor.value.length);
    editor.focus();
  }

  function loadEdited() {
    keepDraft();
    return load(editor.value);
  }

  // Whether it can be played; then a run of it begins, else why not is shown.
  async function load(program, start = beginEdited) {
    text = program;
    stopSearch();
    searched.hidden = finding.hidden = linking.hidden = true;
    finding.replaceChildren();
    await open();
    const loaded = core.load(origin.name, text);
    clear(loaded.said);
    if (!loaded.good) {
      if (editing.hidden) edit();
      return false;
    }
    good = true;
    setEditing(false);
    if (origin.task) core.task(origin.task.check, origin.text, origin.task.hints.map(hint => hint.when));
    start();
    return true;
  }

  // And goes on to where the reader comes in.
  function begin(how, goOn = () => {}) {
    shown = false;
    begun = { ...how, segments: spellOrder(how), names: undefined }; // it is spelled once
    attempt(() => {
      if (core.begin({ undo: true, ...begun }) !== core.NO_RUN) {
        goOn();
        return true;
      }
      core.begin({ undo: true }); // there is no such order
      begun = {};
      tellError(words.play_no_order);
      return true;
    });
  }

  // Where lines were added, an order that was recorded leads to them.
  const beginEdited = () => origin.task ? beginTask() : origin.segments && text.startsWith(origin.text) ? startOf(origin)() : begin({});
  const beginTask = () => begin(origin, () => core.toTask());
  const focusOnThreads = how => [cards.querySelector(GOES), back, bar.querySelector('button')].find(one => one && !one.disabled).focus(how);

  let finds; // what is to come about
  // '', or why it cannot be come to so.
  function challenge(finding) {
    let why = '';
    finds = finding;
    shown = false;
    begun = {};
    attempt(() => {
      const { good, said } = core.challenge(finding);
      why = good ? '' : said;
      tellError(good ? '' : say('play_no_challenge', { why }));
      return true;
    });
    focusOnThreads();
    return why;
  }

  function startOf({ challenge: finding, task, schedule, seed, names, segments, untimed, repeats, step }) {
    if (finding) return () => challenge(finding);
    if (task) return beginTask;
    return () => begin({ schedule: schedule ?? (segments ? core.SEGMENTS : core.MANUAL), seed, names, segments, untimed },
      () => core.go(repeats ? Number(root.dataset.step || 0) : step || 0));
  }

  // For who loads the page anew meanwhile, or whose browser does: a run that is no task and no challenge goes on from there.
  function keepRun() {
    if (view.hidden || !core || !good) return;
    const byHand = () => ({ schedule: core.SEGMENTS, segments: core.order(), seed: begun.seed, untimed: begun.untimed });
    const run = !origin.task && challenged.hidden && { how: next.hidden ? byHand() : begun, steps: done };
    kept.set('run', origin.text, JSON.stringify({ text, run, edits: !editing.hidden }));
  }

  async function enterAgain(number) {
    const program = programs[number], was = JSON.parse(kept.get('run', program.text) ?? 'null');
    await enter(program, starts.find(one => one.dataset.program === String(number)), true);
    if (!was || !good) return;
    const goOn = was.run && (() => begin(was.run.how, () => core.go(was.run.steps)));
    if (goOn || was.text !== origin.text) await load(was.text, goOn || undefined);
    if (was.edits) edit();
  }

  // The program, and the run of it that a film shows up to where the reader stands in that. Again: by the browser.
  async function enter(program, pressed, again = false) {
    origin = program;
    left = pressed;
    asked.replaceChildren(words.lesson_task, ': ', ...prose(program.goal || ''));
    hints.replaceChildren();
    given.clear();
    fitting = [];
    root.classList.add('playing');
    view.hidden = false;
    if (!again) history.pushState({ played: programs.indexOf(program) }, ''); // the browser's own way back leads to the page
    entered = true;
    try {
      if (!await load(origin.text, startOf(program))) return;
    } catch (error) {
      return clear(String(error.message || error));
    }
    scrollTo(0, 0);
    if (program.task && (program.task.written || kept.get('draft', program.text) !== undefined)) edit();
    else focusOnThreads();
  }

  let opening = null; // a promise of the core, which is the same for all who wait for it
  async function open() {
    if (core) return;
    opening ??= unpack().then(module => openCore(module)).finally(() => { opening = null; });
    core = await opening;
  }

  // What a browser compiles when it is first called is called before it is wanted.
  async function warm() {
    try {
      await open();
      if (!view.hidden) return; // it is wanted already
      core.load(programs[0].name, programs[0].text);
      core.begin({ undo: true });
      core.view();
      core.columns(core.END, 1);
    } catch {
      core = null; // whoever enters hears why
    }
  }

  function leave() {
    if (entered) history.back();
    entered = false;
    stopSearch();
    if (!editing.hidden) keepDraft();
    setEditing(false);
    root.classList.remove('playing');
    view.hidden = true;
    left.focus();
  }

  // ---- Every order: in a worker, which is ended when the reader has enough.

  function stopSearch() {
    worker?.terminate();
    worker = null;
    setSearching(false);
  }

  // They stay where the focus is, and do nothing meanwhile.
  function setSearching(is) {
    for (const one of [orders, challenging]) one.setAttribute('aria-disabled', is);
  }

  // What the worker does; openCore stands before it.
  const search = `onmessage = async ({ data }) => {
    try {
      const core = await openCore(data.module, (states, open, share) => postMessage({ states, share }));
      core.load(data.name, data.text);
      const found = core.explore(data.options);
      postMessage({ found, report: core.report(data.width) });
    } catch (error) { postMessage({ error: String(error.message || error) }); }
  };`;

  async function explore(then = tell) {
    if (orders.getAttribute('aria-disabled') === 'true' || (!editing.hidden && !await loadEdited()) || !good) return;
    stopSearch();
    setSearching(true);
    searchSaid.classList.remove('unseen');
    searchSaid.textContent = say('play_searching', { states: 0 });
    searchFound.replaceChildren(button('play_stop', () => {
      stopSearch();
      searched.hidden = true;
      orders.focus({ preventScroll: true });
    }));
    searched.hidden = false;
    const address = URL.createObjectURL(new Blob([byId('core-js').textContent, search], { type: 'text/javascript' }));
    worker = new Worker(address);
    URL.revokeObjectURL(address);
    worker.onmessage = ({ data }) => {
      if (data.states !== undefined) searchSaid.textContent = say('play_searching', { states: data.states });
      else then(data);
    };
    worker.onerror = event => tell({ error: event.message });
    worker.postMessage({ module: await unpack(), name: origin.name, text, width: listingWidth(),
      options: '--limit-memory=' + MEMORY + ' ' + (origin.options || '') });
  }

  function playFinding({ schedule, message }) {
    searched.hidden = true;
    finding.replaceChildren(...prose(message));
    begin({ schedule: core.SEGMENTS, segments: schedule, untimed: true });
    next.focus();
  }

  // The answer stays hidden: only what is to come about is told, the first of all that can be come to.
  function challengeWith(data) {
    const result = data.found?.said.startsWith('{') ? JSON.parse(data.found.said) : null;
    tell(data);
    if (!result?.findings.length) return searchFound.prepend(make('p', { class: 'told' }, words.play_nothing));
    searched.hidden = true;
    const whys = [];
    for (const kind of new Set(result.findings.map(found => found.kind))) {
      const why = challenge(kind);
      if (!why) return;
      whys.push(why);
    }
    startOf(origin)(); // as it was
    tellError(say('play_no_challenge', { why: whys.join('; ') }));
  }

  function tell({ found, report, error }) {
    stopSearch();
    const result = found && found.said.startsWith('{') ? JSON.parse(found.said) : null;
    const ways = (result?.findings || []).filter(found => found.schedule).map(found =>
      make('li', {}, button('play_finding', () => playFinding(found), { 'aria-label': words.play_finding + ': ' + found.message }),
        ' ', ...prose(found.message)));
    const all = error || report || found.said, stood = searchFound.contains(document.activeElement);
    searchSaid.classList.add('unseen'); // what is heard of it
    searchSaid.textContent = all.split('\n')[0];
    searchFound.replaceChildren(make('ol', {}, ...ways), make('pre', { tabindex: '0' }, all));
    if (stood) orders.focus({ preventScroll: true });
  }

  // ---- Links. A program that comes by one is run only when the reader asks for it.

  // The run to where the reader stands; and on, where it follows an order that was recorded.
  function linkHere() {
    const recorded = !next.hidden && begun.segments;
    return writeLink(text, recorded || core.order(), { step: done, seed: begun.seed, virtual: !begun.untimed });
  }

  async function copyLink() {
    address.value = location.href.replace(/#.*/, '') + await (editing.hidden && core && good ? linkHere() : writeLink(editor.value));
    linking.hidden = false;
    address.select();
    const copied = await navigator.clipboard?.writeText(address.value).then(() => true, () => false);
    linking.firstChild.textContent = copied ? words.play_copied : words.play_copy;
  }

  const linked = make('section', { class: 'linked', hidden: true, 'aria-label': words.play_linked });
  async function lookAtAddress() {
    let brought = null, refused = false;
    try {
      brought = await readLink(location.hash);
    } catch {
      refused = true;
    }
    linked.hidden = !brought && !refused;
    const play = button('play_edited', () => {
      linked.hidden = true;
      enter({ name: LINKED, text: brought.text, segments: brought.order, untimed: !brought.virtual, seed: brought.seed, step: brought.step }, starts[0]);
    });
    linked.replaceChildren(make('p', { role: 'status' }, refused ? words.play_bad_link : words.play_linked),
      ...brought ? [make('pre', { tabindex: '0' }, brought.text), play] : [],
      button('play_ignore', () => { linked.hidden = true; starts[0].focus(); }));
  }

  // ---- Keys.

  document.addEventListener('keydown', event => {
    if (view.hidden || event.ctrlKey || event.altKey || event.metaKey || !core) return;
    if (event.key === 'Escape') return leave();
    if (event.target === editor || event.target === address || (!editing.hidden && !'e?'.includes(event.key))) return;
    const digit = /^[1-9]$/.test(event.key) && cards.children[event.key - 1]?.querySelector('button');
    if (digit) digit.click();
    else if (event.key === 'Backspace') back.click();
    else if (event.key === 'ArrowRight' && !next.hidden) next.click();
    else if (event.key === 'End' && !many.hidden) many.click();
    else if (event.key === 'e') orders.click();
    else if (event.key === '?') {
      keys.hidden = !keys.hidden;
      if (!keys.hidden) keys.focus();
    }
    else return;
    event.preventDefault();
  });

  const able = typeof WebAssembly === 'object' && typeof DecompressionStream === 'function';
  const starts = [...document.querySelectorAll('button[data-program]')];
  for (const start of starts) {
    start.hidden = !able;
    start.addEventListener('click', async () => {
      await enter(programs[start.dataset.program], start);
      if ('orders' in start.dataset) explore();
    });
  }
  byId('film').before(linked, view);
  markSolved();
  if (able) {
    addEventListener('hashchange', lookAtAddress);
    addEventListener('popstate', ({ state }) => {
      if (entered && !state) {
        entered = false;
        leave();
      } else if (!entered && programs[state?.played]) enterAgain(state.played);
    });
    addEventListener('pagehide', keepRun);
    addEventListener('visibilitychange', keepRun);
    lookAtAddress();
    if (programs[history.state?.played]) enterAgain(history.state.played);
    (window.requestIdleCallback || setTimeout)(warm); // behind the page
  } else starts[0].before(make('p', { class: 'note' }, words.play_old));
})();
