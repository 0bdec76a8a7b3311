// kept.js - what a page keeps for its reader as long as its tab is there, also when it is loaded anew:
// programs as they were changed, how far they were played, tasks that were done. Where a browser refuses a
// storage, or has no room in it, that is kept until the page is loaded anew.
//
//     const kept = makeKept();
//     kept.set('draft', program, 'print 1\n');   // of this program; undefined: nothing any more
//     kept.get('draft', program);                // undefined: nothing
'use strict';
function makeKept() {
  const here = new Map(), key = (what, of) => [location.pathname, what, of].join('\n');
  return {
    get(what, of) {
      try {
        return here.get(key(what, of)) ?? sessionStorage.getItem(key(what, of)) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set(what, of, text) {
      here.set(key(what, of), text);
      try {
        if (text === undefined) sessionStorage.removeItem(key(what, of));
        else sessionStorage.setItem(key(what, of), text);
      } catch { /* here it is */ }
    },
  };
}
